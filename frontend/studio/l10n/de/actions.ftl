# Was von der Palette und vom Menü einer Zeile aus getan werden kann. Jede Aktion wird auch mit anderen Wörtern
# gefunden, auch mit den englischen.

act-on = { $what ->
    [restore] { $name } wiederherstellen
    [publish] { $name } veröffentlichen
    [unpublish] { $name } zurückziehen
    [rename] { $name } umbenennen
    [edit] { $name } bearbeiten
    [up] { $name } nach oben verschieben
    [down] { $name } nach unten verschieben
    [top] { $name } ganz nach oben verschieben
    [bottom] { $name } ganz nach unten verschieben
    [move] { $name } verschieben nach…
   *[delete] { $name } löschen
}
act-alone = { $what ->
    [restore] Wiederherstellen
    [publish] Veröffentlichen
    [unpublish] Zurückziehen
    [rename] Umbenennen
    [edit] Bearbeiten
    [up] Nach oben verschieben
    [down] Nach unten verschieben
    [top] Nach ganz oben verschieben
    [bottom] Nach ganz unten verschieben
    [move] Verschieben nach…
   *[delete] Löschen
}
act-selected-videos = { $count ->
    [one] { $count } ausgewähltes Video
   *[other] { $count } ausgewählte Videos
}
act-restore-words = zurückholen restore undelete
act-publish-words = zeigen publish show
act-unpublish-words = verbergen entwurf unpublish hide draft
act-rename-words = titel ändern rename title edit
act-edit-words = umbenennen titel dauern edit rename
act-ends-words = anfang ende reihenfolge top bottom reorder
act-move-words = position kurs move course
act-delete-words = entfernen papierkorb delete remove trash
act-none-selected = Gehen Sie zuerst zu einem Video, oder wählen Sie einige aus

act-add = Videos hinzufügen
act-add-words = neu erstellen einfügen zeilen add new create paste
act-show-order-words = sortieren position alle sort order
act-search = Videos suchen
act-search-words = finden filter search find
act-select-all = { $count ->
    [one] Das eine Video auswählen
   *[other] Alle { $count } Videos auswählen
}
act-select-words = markieren select choose
act-select-none = Auswahl aufheben
act-select-none-words = nichts abwählen none clear deselect
act-show-all = Alle Videos zeigen
act-show-published = Nur veröffentlichte Videos zeigen
act-show-drafts = Nur Entwürfe zeigen
act-filter-words = filter show
act-sort-position = Nach Position sortieren
act-sort-title = Nach Titel sortieren
act-sort-title-down = Titel von Z bis A sortieren
act-sort-longest = Nach Dauer sortieren, längste zuerst
act-sort-shortest = Nach Dauer sortieren, kürzeste zuerst
act-sort-drafts = Nach Status sortieren, Entwürfe zuerst
act-sort-published = Nach Status sortieren, veröffentlichte zuerst
act-sort-words = reihenfolge ordnen sort order
act-to-course = Zurück zum Kurs
act-to-trash = Zum Papierkorb
act-to-trash-words = gelöscht wiederherstellen trash deleted restore

act-undo = Rückgängig: { $step }
act-undo-words = zurücknehmen undo
act-redo = Wiederholen: { $step }
act-redo-words = noch einmal redo again
act-to-courses = Zu allen Kursen
act-to-courses-words = übersicht start courses catalogue home
act-keys-words = hilfe liste der tasten keyboard shortcuts help
act-close-activity = Aktivität schließen
act-open-activity = Aktivität öffnen
act-activity-words = fortschritt fehler activity progress errors
act-high-rows-words = dichte luftig high rows
act-low-rows-words = dichte kompakt low rows
act-light-words = farbschema tag light theme
act-dark-words = farbschema nacht dark theme
act-language-words = language sprache english englisch german deutsch
act-figures = Messwerte dieses Browsers
act-figures-words = geschwindigkeit zeiten figures metrics
act-lab-words = störungen offline network lab faults
act-requests = Protokoll der Anfragen
act-requests-words = netzwerklabor requests log
act-compare = Wege vergleichen, eine Änderung zu zeigen
act-compare-words = netzwerklabor compare snapshot

# Das Menü einer Zeile.
menu-rename = Umbenennen
menu-change-duration = Dauer ändern
menu-position = An eine Position verschieben…
menu-course = In einen anderen Kurs verschieben…
menu-no-course = Es gibt keinen anderen Kurs
