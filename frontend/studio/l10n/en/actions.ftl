# What can be done from the palette and from a row's menu. Each action has other words that it is found by.

act-on = { $what ->
    [restore] Restore { $name }
    [publish] Publish { $name }
    [unpublish] Unpublish { $name }
    [rename] Rename { $name }
    [edit] Edit { $name }
    [up] Move up { $name }
    [down] Move down { $name }
    [top] Move to the top { $name }
    [bottom] Move to the bottom { $name }
    [move] Move to… { $name }
   *[delete] Delete { $name }
}
act-alone = { $what ->
    [restore] Restore
    [publish] Publish
    [unpublish] Unpublish
    [rename] Rename
    [edit] Edit
    [up] Move up
    [down] Move down
    [top] Move to the top
    [bottom] Move to the bottom
    [move] Move to…
   *[delete] Delete
}
act-selected-videos = { $count ->
    [one] { $count } selected video
   *[other] { $count } selected videos
}
act-restore-words = undelete
act-publish-words = show
act-unpublish-words = hide draft
act-rename-words = title edit
act-edit-words = rename titles durations
act-ends-words = reorder
act-move-words = position course another
act-delete-words = remove trash
act-none-selected = Go to a video first, or select some

act-add = Add videos
act-add-words = new create paste lines
act-show-order-words = sort position all
act-search = Search videos
act-search-words = find filter
act-select-all = { $count ->
    [one] Select all { $count } video
   *[other] Select all { $count } videos
}
act-select-words = choose
act-select-none = Select none
act-select-none-words = clear deselect
act-show-all = Show all videos
act-show-published = Show published videos only
act-show-drafts = Show drafts only
act-filter-words = filter
act-sort-position = Sort by position
act-sort-title = Sort by title
act-sort-title-down = Sort titles from Z to A
act-sort-longest = Sort by duration, longest first
act-sort-shortest = Sort by duration, shortest first
act-sort-drafts = Sort by status, drafts first
act-sort-published = Sort by status, published first
act-sort-words = order
act-to-course = Go back to the course
act-to-trash = Go to the trash
act-to-trash-words = deleted restore

act-undo = Undo: { $step }
act-undo-words = take back
act-redo = Redo: { $step }
act-redo-words = do again
act-to-courses = Go to all courses
act-to-courses-words = catalogue home
act-keys-words = help list of keys
act-close-activity = Close the activity
act-open-activity = Open the activity
act-activity-words = progress errors
act-high-rows-words = density spacious
act-low-rows-words = density compact
act-light-words = theme bright
act-dark-words = theme night
act-language-words = language sprache english englisch german deutsch
act-figures = Figures of this browser
act-figures-words = speed times metrics
act-lab-words = faults offline
act-requests = Log of requests
act-requests-words = network lab
act-compare = Compare ways to show a change
act-compare-words = network lab snapshot

# A row's menu.
menu-rename = Rename
menu-change-duration = Change duration
menu-position = Move to position…
menu-course = Move to another course…
menu-no-course = There is no other course
