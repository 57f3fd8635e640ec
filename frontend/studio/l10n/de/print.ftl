# Die Liste auf Papier: wie viele Videos es sind und welche, mit Kommas dazwischen; dann eine Tabelle.

print-trash = { $course }, Papierkorb
print-found = { videos } mit { $text } im Titel
print-only-published = nur veröffentlichte
print-only-drafts = nur Entwürfe
print-by-title = nach Titel
print-by-title-down = nach Titel, vom letzten an
print-longest-first = längste zuerst
print-shortest-first = kürzeste zuerst
print-drafts-first = Entwürfe zuerst
print-published-first = veröffentlichte zuerst

print-number = Nr.
