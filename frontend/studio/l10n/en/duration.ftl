# How long a video runs, as it is read and written.

duration-none = no duration
duration-needs-unit = Add the unit, like 1.5m or 1.5h, or write minutes:seconds, like 1:30.
duration-unread = Write the duration as minutes:seconds, like 4:30, or like 4m30.
duration-too-long = A video runs at most 24 hours.
# How a number without a unit is understood; $digits is the number as it was typed.
duration-from-seconds = { $count ->
    [one] { $clock }, from { $digits } second
   *[other] { $clock }, from { $digits } seconds
}
