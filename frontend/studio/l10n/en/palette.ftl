# What finds and does everything.

palette-hint = Do something, or find a video or a course
palette-list = Results
palette-none = Nothing is called so.
palette-further = { NUMBER($count) } more: go on typing
palette-actions = Actions
palette-videos = Videos
palette-video = { $length }, { $state ->
    [trash] in the trash
    [published] published
   *[draft] draft
}
palette-no-results = No results
palette-results = { $count ->
    [one] { $count } result
   *[other] { $count } results
}
palette-results-hidden = { palette-results }, { NUMBER($hidden) } of them not shown
