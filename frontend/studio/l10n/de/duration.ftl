# Wie lange ein Video dauert, wie es gelesen und geschrieben wird.

duration-none = keine Dauer
duration-needs-unit = Ergänzen Sie die Einheit, wie in 1,5m oder 1,5h, oder schreiben Sie Minuten:Sekunden, wie in 1:30.
duration-unread = Schreiben Sie die Dauer als Minuten:Sekunden, wie in 4:30, oder wie in 4m30.
duration-too-long = Ein Video dauert höchstens 24 Stunden.
# Wie eine Zahl ohne Einheit verstanden wird; $digits ist die Zahl, wie sie getippt wurde.
duration-from-seconds = { $count ->
    [one] { $clock }, aus { $digits } Sekunde
   *[other] { $clock }, aus { $digits } Sekunden
}
