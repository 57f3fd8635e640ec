# A video in the list. The names of buttons say which video they are for.

row-published = Published
row-draft = Draft
row-draft-switch = Draft, not published
row-saving = Saving
row-title = Title
row-duration = Duration

row-drag = Drag { $title }
row-drag-hint = Drag (Space, then ↑ ↓)
row-select = Select { $title }
row-restore = Restore { $title }
row-rename = Rename { $title }
row-rename-hint = Rename (F2)
row-up = Move up { $title }
row-up-hint = Move up (Alt+↑)
row-down = Move down { $title }
row-down-hint = Move down (Alt+↓)
row-move-to = Move to position { $title }
row-move-to-hint = Move to…
row-delete = Delete { $title }
row-delete-hint = Delete (Del)
row-more = More for { $title }
row-more-hint = More (Shift+F10)
row-change-duration-hint = Change the duration (Shift+F2)
row-length = { $length }, duration of { $title }
row-duration-of = Duration of { $title }

# The row as it is read out: "4, Numbers and their limits, 8:17, draft".
row-name = { $title }, { $duration }, { $state ->
    [deleted] deleted
    [published] published
   *[draft] draft
}
row-name-at = { $place }, { row-name }
row-not-saved = , not saved yet

# The columns.
column-number = #
column-title-hint = Sort by title
column-duration-hint = Sort by duration
column-status = Status
column-status-hint = Sort by status
column-drag = Drag
column-select = Select
column-actions = Actions
column-deleted = Deleted
column-deleted-hint = Show what was deleted last first
column-former = Former place

row-retry = Retry { $title }
row-dismiss = Dismiss { $title }
row-published-switch = Published, publish { $title }
row-draft-publish = Draft, publish { $title }
row-restore-and-do = Restore and do it { $title }
