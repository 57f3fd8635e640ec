# Fields in which titles and durations are typed.

field-save = Save
field-discard = Discard
field-keep-mine = Keep mine
field-take-theirs = Take theirs
field-changed-by-another = Changed by another author:
field-not-saved-yet = Not saved yet
field-deleted = Not saved: another author has deleted this video.
field-restore-and-save = Restore and save
field-no-duration = No duration
# How a duration is written: minutes and seconds.
field-duration-pattern = m:ss

# Adding a video.
add-form = Add a video
add-title = Title of a new video
add-duration = Duration, minutes and seconds
add-video = Add video
add-pasted = { $count ->
    [one] { $count } line pasted
   *[other] { $count } lines pasted
}
add-refused = Not added: { $what }

# All of one video, on a phone.
sheet-place = Position { NUMBER($place) } of { NUMBER($total) }
sheet-up = Move up
sheet-down = Move down
