# What short and lasting notices say, and a screen reader with them.

notice-region = Notices
notice-lasting-region = Lasting notices

# What became of a change; $why is the sentence after the colon.
notice-corrected = { $field ->
    [title] The title
   *[other] The { $field }
} { $wanted } became { $actual }: { $why }
# Only in its spaces, which would look the same on both sides.
notice-corrected-spaces = { $field ->
    [title] The title
   *[other] The { $field }
} is { $actual } now: { $why }
notice-gone = { $name } is gone for good, and cannot come back.
notice-course-gone = The course of { $name } is gone, and it cannot come back.
notice-stays = { $name } was changed since, and stays as it is.
notice-not-saved = { $name } was changed by others meanwhile. Your text is not saved yet.
notice-recovered = The change to { $name } was saved after all.
notice-server-restored = The server went back to an earlier state. What is shown is read again.

# What is typed and not saved.
notice-title-unsaved = The title of { $name } is not saved: it cannot be one.
notice-duration-unsaved = The duration is not saved: it cannot be read.
notice-duration-deleted = The duration { $typed } of { $name } is not saved: another author has deleted the video.
notice-changed-meanwhile = Not saved: it was changed by others meanwhile.
notice-still-typed = { $typed } is not saved yet: it stands in its field.

# Undo and redo; $step is what it was, as in “rename “A””.
notice-undoing = Undoing: { $step }
notice-redoing = Redoing: { $step }
notice-undone = Undone: { $step }
notice-redone = Redone: { $step }
notice-nothing-to-undo = Nothing to undo
notice-nothing-to-redo = Nothing to redo
notice-unread = It cannot be read just now. Please try again.

# Moving.
notice-moved = { $name } moved to position { NUMBER($place) }
notice-first = It is the first one
notice-last = It is the last one
notice-not-moved = Not moved
notice-no-room = { $name } cannot be moved there.
notice-no-room-many = { videos } cannot be moved there.
notice-sorted = { $by ->
    [title] Rows are sorted by title. Show the author’s order to move them.
    [duration] Rows are sorted by duration. Show the author’s order to move them.
   *[status] Rows are sorted by status. Show the author’s order to move them.
}
notice-narrowed = Only rows that match are shown. Show the author’s order to move them.
notice-sorted-narrowed = { $by ->
    [title] Rows are sorted by title, and only those that match are shown. Show the author’s order to move them.
    [duration] Rows are sorted by duration, and only those that match are shown. Show the author’s order to move them.
   *[status] Rows are sorted by status, and only those that match are shown. Show the author’s order to move them.
}

# What else is done, or is not.
notice-selected = { NUMBER($count) } selected
notice-discarded = Discarded
notice-not-in-list = The video is no longer in this list.
notice-report-copied = { $count ->
    [one] Report of { $count } line copied
   *[other] Report of { $count } lines copied
}
notice-cannot-copy = This browser does not let the page copy.

# The state of the page.
notice-signed-out = You are signed out. Your changes wait until you are signed in again.
notice-signed-in = I am signed in again
notice-not-stored = Changes are not kept on this device until they are saved.
notice-not-stored-why = { $why } Leave this page open until all is saved.
notice-stored = Changes are kept on this device again.
notice-other-version = { $count ->
    [one] { $count } change of another version of this page is kept on this device, and sent when that version is open.
   *[other] { $count } changes of another version of this page are kept on this device, and sent when that version is open.
}
notice-other-version-said = Changes of another version of this page are kept on this device.
notice-new-version = A new version is ready.
notice-new-version-said = A new version of this page is ready.
notice-reload = Reload
notice-reachable = The server can be reached again.
notice-offline = Offline. What you change waits.
notice-unreachable = The server cannot be reached. What you change waits.

# How things are, for a screen reader.
said-stuck = Not saved since { $time }, trying again
said-waiting = { $count ->
    [one] { $count } change waiting
   *[other] { $count } changes waiting
}
said-shown = { $count ->
    [one] { $count } video shown
   *[other] { $count } videos shown
}
said-more = And { NUMBER($count) } more
said-sorted = { $order ->
    [title] Sorted by title
    [longest] Sorted by duration, longest first
    [title-down] Sorted by title, Z to A
    [shortest] Sorted by duration, shortest first
    [drafts] Sorted by status, drafts first
    [published] Sorted by status, published first
   *[position] Sorted by position
}
notice-overtaken = You have changed it again since: undo that first
notice-undone-elsewhere = It was undone already, in another tab
notice-redone-elsewhere = It was redone already, in another tab

# What a notice of something under way says without a connection; $doing is what, as in “Deleting “A””.
notice-waits = { $doing }: waits for a connection

# Said after another language was chosen, in that language.
notice-language = The page speaks English
