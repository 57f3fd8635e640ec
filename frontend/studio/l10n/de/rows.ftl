# Ein Video in der Liste. Die Namen der Knöpfe sagen, für welches Video sie da sind.

row-published = Öffentlich
row-draft = Entwurf
row-draft-switch = Entwurf, nicht veröffentlicht
row-saving = Wird gespeichert
row-title = Titel
row-duration = Dauer

row-drag = { $title } ziehen
row-drag-hint = Ziehen (Leertaste, dann ↑ ↓)
row-select = { $title } auswählen
row-restore = Wiederherstellen: { $title }
row-rename = { $title } umbenennen
row-rename-hint = Umbenennen (F2)
row-up = { $title } nach oben verschieben
row-up-hint = Nach oben verschieben (Alt+↑)
row-down = { $title } nach unten verschieben
row-down-hint = Nach unten verschieben (Alt+↓)
row-move-to = { $title } an eine Position verschieben
row-move-to-hint = Verschieben nach…
row-delete = { $title } löschen
row-delete-hint = Löschen (Entf)
row-more = Mehr zu { $title }
row-more-hint = Mehr (Umschalt+F10)
row-change-duration-hint = Dauer ändern (Umschalt+F2)
row-length = { $length }, Dauer von { $title }
row-duration-of = Dauer von { $title }

# Die Zeile, wie sie vorgelesen wird: „4, Zahlen und ihre Grenzen, 8:17, Entwurf“.
row-name = { $title }, { $duration }, { $state ->
    [deleted] gelöscht
    [published] veröffentlicht
   *[draft] Entwurf
}
row-name-at = { $place }, { row-name }
row-not-saved = , noch nicht gespeichert

# Die Spalten.
column-number = #
column-title-hint = Nach Titel sortieren
column-duration-hint = Nach Dauer sortieren
column-status = Status
column-status-hint = Nach Status sortieren
column-drag = Ziehen
column-select = Auswählen
column-actions = Aktionen
column-deleted = Gelöscht
column-deleted-hint = Zuletzt Gelöschtes zuerst zeigen
column-former = Früherer Platz

row-retry = Erneut versuchen: { $title }
row-dismiss = Ausblenden: { $title }
row-published-switch = Öffentlich, { $title } veröffentlichen
row-draft-publish = Entwurf, { $title } veröffentlichen
row-restore-and-do = Wiederherstellen und ändern: { $title }
