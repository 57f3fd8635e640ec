# The activity panel: what the author did, and what waits for the author.

activity-title = Activity
activity-close = Close activity
activity-close-key = Close activity (Escape)
activity-list = What you did, the newest first, and problems
activity-empty = Nothing needs you. What you do is listed here, with a way back, and what could not be done stays here until you have dealt with it.
activity-clear = Clear finished
activity-undo-step = Undo { $step }
activity-undo-step-key = Undo { $step } (Ctrl+Z)
activity-redo-step = Redo { $step }
activity-redo-step-key = Redo { $step } (Ctrl+Shift+Z)

# Texts that were typed and left, wherever they were typed.
activity-unsaved = Not saved
activity-show-unsaved = Show

# What waits for the author.
activity-problems = Problems
activity-problems-head = { $count ->
    [one] { $count } change needs you
   *[other] { $count } changes need you
}
activity-retry-all = Retry all
activity-problems-list = Changes that need you
activity-problems-more = and { NUMBER($count) } more

# What was done, in a line. $about is what it was, as in “3 videos deleted”.
activity-undoing = Undoing…
activity-undone = Undone
activity-not-done = Not done
activity-unconfirmed = Not confirmed yet
activity-undoing-about = Undoing: { $about }
activity-redoing-about = Redoing: { $about }
activity-told-done = { NUMBER($done) } done{ change-changed }{ change-refused }{ change-unsure }{ change-cancelled }
activity-told-undone = { NUMBER($done) } undone{ change-changed }{ change-refused }{ change-unsure }{ change-cancelled }

# How far many are.
progress-done = { NUMBER($count) } done
progress-undone = { NUMBER($count) } undone
progress-failed = { NUMBER($count) } failed
progress-changed = { NUMBER($count) } changed since
progress-cancelled = { NUMBER($count) } cancelled
progress-waiting = { NUMBER($count) } waiting
progress-so-far = { NUMBER($done) } of { NUMBER($total) } done{ change-unsure }{ change-changed }{ change-cancelled }
progress-so-far-undone = { NUMBER($done) } of { NUMBER($total) } undone{ change-unsure }{ change-changed }{ change-cancelled }
progress-pace-seconds = { NUMBER($rate) } a second, { $left } s left
progress-pace-minutes = { NUMBER($rate) } a second, { $left } min left
progress-retry = Retry { NUMBER($count) } failed
progress-restore = Restore { NUMBER($count) } and do it
progress-cancel = Cancel the rest
progress-report = Copy report

# The items of many.
item-filter = Which items to list
item-list = Items
item-choose = Items…
item-all = All { NUMBER($count) }
item-failed = Failed { NUMBER($count) }
item-changed = Changed since { NUMBER($count) }
item-waiting = Waiting { NUMBER($count) }
item-done = Done { NUMBER($count) }
item-cancelled = Cancelled { NUMBER($count) }
item-is-waiting = Waiting
item-is-sent = On its way
item-is-done = Done
item-is-withdrawn = Taken back before it was done
