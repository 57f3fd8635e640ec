# Dialoge über Videos.

dialog-close = Schließen

# Ein Feld für eine Stelle oder eine Anzahl.
number-from-one = Schreiben Sie eine ganze Zahl ab 1.
number-up-to = Schreiben Sie eine ganze Zahl von 1 bis { $most }.

sheet-gone = Dieses Video steht nicht mehr in der Liste: Jemand anderes hat es gelöscht oder anderswohin verschoben.

move-title = { $video } verschieben
move-title-many = { videos } verschieben
move-position = Position, 1 bis { $total }
move-submit = Verschieben
move-to-this-position = Auf diese Position verschieben
move-to-this-course = In diesen Kurs verschieben
move-to-top = Nach ganz oben
move-to-bottom = Nach ganz unten
move-to-course = Ans Ende eines anderen Kurses
move-choose-course = Kurs wählen

edit-title = { $video } bearbeiten
edit-title-many = { videos } bearbeiten
edit-unsaved = Schon getippt und noch nicht gespeichert.
# Zwei Felder nebeneinander: was ersetzt wird, und wodurch.
edit-find = In jedem Titel ersetzen
edit-with = durch
edit-pattern = Muster: {"{title}"}, und {"{n}"} für eine Nummer
edit-first-number = Erste Nummer
edit-unknown = {"{"}{ $name }{"}"} steht für nichts: {"{title}"} ist der Titel und {"{n}"} eine Nummer.
edit-equal = { NUMBER($count) } Titel wären gleich.
edit-changes = { $total ->
    [one] { $count ->
        [one] { $count } von { $total } Titel ändert sich
       *[other] { $count } von { $total } Titel ändern sich
    }
   *[other] { $count ->
        [one] { $count } von { $total } Titeln ändert sich
       *[other] { $count } von { $total } Titeln ändern sich
    }
}
# Für Vorleseprogramme: der erste Titel, der sich ändert, und wie viele es tun.
edit-becomes = Aus { $from } wird { $to }. { edit-changes }
edit-retitle = { NUMBER($count) } Titel ändern
edit-theirs = { $count ->
    [one] { $count } Titel wurde inzwischen von jemand anderem geändert:
   *[other] { $count } Titel wurden inzwischen von anderen geändert:
}
edit-keep-mine = Meine behalten
edit-take-theirs = Die anderen übernehmen
edit-duration = Dauer von { videos }, Minuten und Sekunden
edit-set-duration = Setzen

paste-more = { $count ->
    [one] und { $count } weitere Zeile
   *[other] und { $count } weitere Zeilen
}
paste-durations =
    Die letzte Spalte gilt als Dauer{ $without ->
        [0] .
        [one] ; ein Video hat keine.
       *[other] ; { NUMBER($without) } Videos haben keine.
    }
paste-signs = Die Zeichen vor den Zeilen werden weggelassen.
paste-numbers = Die Nummern vor den Zeilen werden weggelassen.
paste-surplus = Nur { NUMBER($most) } werden auf einmal hinzugefügt. { $count ->
    [one] { $count } Zeile wird ausgelassen: { $first }.
   *[other] { $count } Zeilen werden ausgelassen, ab { $first }.
}
paste-wrong = { $count ->
    [one] { $count } Zeile kann nicht hinzugefügt werden:
   *[other] { $count } Zeilen können nicht hinzugefügt werden:
}
paste-add = { videos } hinzufügen
paste-one-line = Als eine Zeile einfügen
paste-cancel = Abbrechen
