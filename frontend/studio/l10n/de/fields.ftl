# Felder, in die Titel und Dauern geschrieben werden.

field-save = Speichern
field-discard = Verwerfen
field-keep-mine = Meins behalten
field-take-theirs = Anderes übernehmen
field-changed-by-another = Jemand anderes hat daraus gemacht:
field-not-saved-yet = Noch nicht gespeichert
field-deleted = Nicht gespeichert: Jemand anderes hat dieses Video gelöscht.
field-restore-and-save = Wiederherstellen und speichern
field-no-duration = Keine Dauer
# Wie eine Dauer geschrieben wird: Minuten und Sekunden.
field-duration-pattern = m:ss

# Ein Video hinzufügen.
add-form = Video hinzufügen
add-title = Titel eines neuen Videos
add-duration = Dauer, Minuten und Sekunden
add-video = Video hinzufügen
add-pasted = { $count ->
    [one] { $count } Zeile eingefügt
   *[other] { $count } Zeilen eingefügt
}
add-refused = Nicht hinzugefügt: { $what }

# Alles zu einem Video, auf einem Telefon.
sheet-place = Position { NUMBER($place) } von { NUMBER($total) }
sheet-up = Nach oben verschieben
sheet-down = Nach unten verschieben
