# Die Leiste dessen, was mit den ausgewählten Videos getan werden kann.

bulk-bar = Ausgewählte Videos
bulk-select-all = Alle { NUMBER($shown) } auswählen
bulk-select-matching = Alle { NUMBER($shown) } Treffer auswählen
bulk-first = Erste
bulk-first-hint = Erste Videos auswählen: wie viele
bulk-select-first = Auswählen
bulk-clear = Auswahl aufheben
bulk-hidden = { NUMBER($count) } nicht gezeigt
bulk-vanished = { NUMBER($count) } nicht mehr da

bulk-restore = Wiederherstellen
bulk-publish = Veröffentlichen
bulk-unpublish = Zurückziehen
bulk-top = Nach ganz oben
bulk-bottom = Nach ganz unten
bulk-edit = Bearbeiten
bulk-delete = Löschen
