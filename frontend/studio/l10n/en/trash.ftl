# What the trash says of a video: where it goes back to, since when it is there, how long it stays.

trash-back-between = Goes back to number { NUMBER($place) }, between { $after } and { $before }
trash-back-after = Goes back to number { NUMBER($place) }, after { $after }
trash-back-before = Goes back to number { NUMBER($place) }, before { $before }
trash-back-alone = Goes back as the only video
trash-just-now = Just now
trash-goes = Goes at any time
trash-last-day = Last day
trash-days-left = { $count ->
    [one] { $count } day left
   *[other] { $count } days left
}
trash-empty-days = { $count ->
    [1] Deleted videos stay here for a day.
   *[other] Deleted videos stay here for { $count } days.
}
