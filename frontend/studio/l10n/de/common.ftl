# Wörter von mehr als einem Teil der Seite.

studio = Course Studio

changes = { $count ->
    [one] { $count } Änderung
   *[other] { $count } Änderungen
}

# Ein Name in Anführungszeichen.
quoted = „{ $name }“

# Wie lange etwas insgesamt dauert.
length-minutes = { NUMBER($minutes) } min
length-hours = { NUMBER($hours) } h
length-hours-minutes = { NUMBER($hours) } h { NUMBER($minutes) } min

# Wie lange etwas her ist.
minutes-ago = { $count ->
    [one] vor { $count } Minute
   *[other] vor { $count } Minuten
}
hours-ago = { $count ->
    [one] vor { $count } Stunde
   *[other] vor { $count } Stunden
}
days-ago = { $count ->
    [one] vor { $count } Tag
   *[other] vor { $count } Tagen
}

videos = { $count ->
    [one] { $count } Video
   *[other] { $count } Videos
}
a-video = Ein Video

# Knöpfe.
undo = Rückgängig
redo = Wiederholen
retry = Erneut versuchen
dismiss = Ausblenden
restore-and-do = Wiederherstellen und ändern
show-order = Kursreihenfolge anzeigen
