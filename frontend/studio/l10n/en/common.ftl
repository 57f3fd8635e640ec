# Words of more than one part of the page.

studio = Course Studio

changes = { $count ->
    [one] { $count } change
   *[other] { $count } changes
}

# A name in quotation marks.
quoted = “{ $name }”

# How long something takes, in all.
length-minutes = { NUMBER($minutes) } min
length-hours = { NUMBER($hours) } h
length-hours-minutes = { NUMBER($hours) } h { NUMBER($minutes) } min

# How long ago something was.
minutes-ago = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
}
hours-ago = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
}
days-ago = { $count ->
    [one] { $count } day ago
   *[other] { $count } days ago
}

videos = { $count ->
    [one] { $count } video
   *[other] { $count } videos
}
a-video = A video

# Buttons.
undo = Undo
redo = Redo
retry = Retry
dismiss = Dismiss
restore-and-do = Restore and do it
show-order = Show the author’s order
