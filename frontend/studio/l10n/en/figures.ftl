# How fast the page was in this browser, and what became of changes.

milliseconds = { NUMBER($ms) } ms

figures = Figures
figures-lead = Measured in this browser while you worked, over the last { NUMBER($days) } days. They stay here: nothing of them is sent.
figures-save = Save as JSON
figures-clear = Clear
figures-cleared = The figures are cleared.
figures-none = Nothing was measured yet: change something in a course.

figures-times = Times
figures-times-about = What you see is there at the paint; what the server says comes when it can. Time without a network counts.
# The head of a table, and what follows it in the rows: “From your input” “to the paint”.
figures-from-input = From your input
figures-to-paint = to the paint
figures-to-settle = until confirmed
figures-measured = Measured
figures-within = { NUMBER($percent) } % within

figures-outcomes = Outcomes
figures-operations = Operations that came to an end
figures-done = Changes done
figures-refused = Changes refused by the server
figures-failed = Changes whose outcome could not be learned
figures-recovered = Changes that had failed and were done after all
figures-corrected = Changes of which the server made something else
figures-undone = Steps taken back

figures-paint = From input to paint
figures-settle = From input until the server has confirmed it
figures-says = Half of { NUMBER($count) } took at most { $half }, 95 % at most { $most }
figures-up-to = Up to (ms)
figures-how-often = How often
figures-more = more
figures-seconds = { NUMBER($seconds) } s

figures-by-day = By day
figures-by-day-says = Until the server has confirmed it: what three quarters of a day’s operations took at most
figures-date = { $month }-{ $day }
figures-day = Day
figures-day-operations = Operations
figures-day-paint = To paint, 75 %
figures-day-settle = Confirmed, 75 %

# A picture of bars, for who does not see it.
figures-plot = { $says }. The table has the numbers.
