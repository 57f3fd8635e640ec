# Dialogs about videos.

dialog-close = Close

# A field for a place or a count.
number-from-one = Write a whole number from 1 on.
number-up-to = Write a whole number from 1 to { $most }.

sheet-gone = This video is no longer in the list: another author has deleted it, or moved it away.

move-title = Move { $video }
move-title-many = Move { videos }
move-position = Position, 1 to { $total }
move-submit = Move
move-to-this-position = Move to this position
move-to-this-course = Move to this course
move-to-top = Move to top
move-to-bottom = Move to bottom
move-to-course = To the end of another course
move-choose-course = Choose a course

edit-title = Edit { $video }
edit-title-many = Edit { videos }
edit-unsaved = Typed before, and not saved yet.
# Two fields beside each other: what is replaced, and by what.
edit-find = Replace in each title
edit-with = with
edit-pattern = Pattern: {"{title}"}, and {"{n}"} for a number
edit-first-number = First number
edit-unknown = {"{"}{ $name }{"}"} stands for nothing: {"{title}"} is the title, and {"{n}"} a number.
edit-equal = { NUMBER($count) } titles would be equal.
edit-changes = { NUMBER($count) } of { NUMBER($total) } titles change
# For a screen reader: the first title that changes, and how many do.
edit-becomes = { $from } becomes { $to }. { edit-changes }
edit-retitle = Retitle { NUMBER($count) }
edit-theirs = { $count ->
    [one] { $count } title changed by another author meanwhile:
   *[other] { $count } titles changed by another author meanwhile:
}
edit-keep-mine = Keep mine
edit-take-theirs = Take theirs
edit-duration = Duration of { videos }, minutes and seconds
edit-set-duration = Set

paste-more = and { NUMBER($count) } more
paste-durations =
    The last column is taken for durations{ $without ->
        [0] .
        [one] ; one video has none.
       *[other] ; { NUMBER($without) } videos have none.
    }
paste-signs = The signs before the lines are left out.
paste-numbers = The numbers before the lines are left out.
paste-surplus = Only { NUMBER($most) } are added at once. { $count ->
    [one] { $count } line stays out, from { $first } on.
   *[other] { $count } lines stay out, from { $first } on.
}
paste-wrong = { $count ->
    [one] { $count } line cannot be added:
   *[other] { $count } lines cannot be added:
}
paste-add = Add { videos }
paste-one-line = Paste as one line
paste-cancel = Cancel
