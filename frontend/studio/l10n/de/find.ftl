# Die Liste durchsuchen und sortieren.

find = Suchen
find-videos = Videos nach Titel suchen
find-matches = { $count ->
    [one] { $count } Treffer
   *[other] { $count } Treffer
}
find-which = Welche Videos
find-all = Alle
find-published = Veröffentlichte
find-drafts = Entwürfe
find-order = Reihenfolge
find-by-position = Position
find-by-title = Titel
find-longest = Längste
find-by-title-down = Titel, Z bis A
find-shortest = Kürzeste
find-drafts-first = Entwürfe zuerst
find-published-first = Veröffentlichte zuerst
find-last-deleted = Zuletzt gelöscht
