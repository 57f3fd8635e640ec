# What is done to videos. $what is its code: add, rename, set-duration, move, set-course, delete, restore,
# publish, unpublish, undo.

# What can be taken back, as in “Undo: rename “A””.
change-label = { $what ->
    [add] add { $name }
    [rename] rename { $name }
    [set-duration] change the duration of { $name }
    [move] move { $name }
    [set-course] move { $name }
    [delete] delete { $name }
    [restore] restore { $name }
    [publish] publish { $name }
    [unpublish] unpublish { $name }
   *[undo] put back { $name }
}
change-label-many = { $what ->
    [add] add { videos }
    [rename] rename { videos }
    [set-duration] change the duration of { videos }
    [move] move { videos }
    [set-course] move { videos }
    [delete] delete { videos }
    [restore] restore { videos }
    [publish] publish { videos }
    [unpublish] unpublish { videos }
   *[undo] put back { videos }
}

# What was done.
change-did = { $what ->
    [add] Added { $name }
    [rename] Renamed { $name }
    [set-duration] Changed the duration of { $name }
    [move] Moved { $name }
    [set-course] Moved { $name } to another course
    [delete] Deleted { $name }
    [restore] Restored { $name }
    [publish] Published { $name }
    [unpublish] Unpublished { $name }
   *[undo] Put back { $name }
}
change-did-many = { $what ->
    [add] Added { videos }
    [rename] Renamed { videos }
    [set-duration] Changed the duration of { videos }
    [move] Moved { videos }
    [set-course] Moved { videos } to another course
    [delete] Deleted { videos }
    [restore] Restored { videos }
    [publish] Published { videos }
    [unpublish] Unpublished { videos }
   *[undo] Put back { videos }
}
change-did-to = { $what ->
    [rename] Renamed { $name } to { $to }
    [set-course] Moved { $name } to { $to }
   *[set-duration] Changed the duration of { $name } to { $to }
}

# What is under way.
change-doing = { $what ->
    [add] Adding { $name }
    [rename] Renaming { $name }
    [set-duration] Changing the duration of { $name }
    [move] Moving { $name }
    [set-course] Moving { $name } to another course
    [delete] Deleting { $name }
    [restore] Restoring { $name }
    [publish] Publishing { $name }
    [unpublish] Unpublishing { $name }
   *[undo] Putting back { $name }
}
change-doing-many = { $what ->
    [add] Adding { videos }
    [rename] Renaming { videos }
    [set-duration] Changing the duration of { videos }
    [move] Moving { videos }
    [set-course] Moving { videos } to another course
    [delete] Deleting { videos }
    [restore] Restoring { videos }
    [publish] Publishing { videos }
    [unpublish] Unpublishing { videos }
   *[undo] Putting back { videos }
}
change-doing-to = { $what ->
    [rename] Renaming { $name } to { $to }
    [set-course] Moving { $name } to { $to }
   *[set-duration] Changing the duration of { $name } to { $to }
}

# How it ended.
change-done = { $name } { change-participle }
change-done-to = { $name } { change-participle-to }
change-done-many = { videos } { change-participle }
change-done-of = { NUMBER($done) } of { videos } { change-participle }
change-participle = { $what ->
    [add] added
    [rename] renamed
    [set-duration] given another duration
    [move] moved
    [set-course] moved to another course
    [delete] deleted
    [restore] restored
    [publish] published
    [unpublish] unpublished
   *[undo] put back
}
change-participle-to = { $what ->
    [rename] renamed to { $to }
    [set-course] moved to { $to }
   *[set-duration] given the duration { $to }
}
# Of many, each count that is not 0.
change-ended = { NUMBER($done) } of { NUMBER($total) } { change-participle }{ change-changed }{ change-refused }{ change-unsure }{ change-cancelled }
change-changed = { $changed ->
    [0] { "" }
   *[other] , { $changed } changed since
}
change-refused = { $refused ->
    [0] { "" }
   *[other] , { $refused } refused
}
change-unsure = { $failed ->
    [0] { "" }
   *[other] , { $failed } failed
}
change-cancelled = { $cancelled ->
    [0] { "" }
   *[other] , { $cancelled } cancelled
}

# What could not be done, with $why as the sentence after the colon.
change-failed = { $name } could not be { change-participle }
change-failed-to = { $name } could not be { change-participle-to }
change-failed-many = No video { change-participle }
change-failed-why = { change-failed }: { $why }
change-failed-to-why = { change-failed-to }: { $why }
change-unconfirmed-why = Not confirmed by the server: { $why }
change-refused-why = Could not be { change-participle }: { $why }
change-refused-to-why = Could not be { change-participle-to }: { $why }

# Why it can be taken back, or done again, no more.
change-why-changed = Changed since, and left so
change-why-in-trash = The video is in the trash
change-why-gone = The video is gone for good
change-why-course-gone = The course is gone
change-why-too-old-to-undo = Too long ago to be undone
change-why-too-old-to-redo = Too long ago to be redone
