# Die Liste der Tasten. Was mit `key-` beginnt, steht auf einer Tastatur oder wird mit ihr und einem Zeiger
# getan; was mit `keys-` beginnt, folgt daraus.

key-ctrl = Strg
key-shift = Umschalt
key-enter = Eingabe
key-escape = Esc
key-delete = Entf
key-home = Pos1
key-end = Ende

key-find-next = Eingabe oder ↓ / Esc
key-go = ↑ ↓  Bild auf  Bild ab  Pos1  Ende
key-toggle = Leertaste oder { $ctrl } + Klick
key-click = Klick
key-range = Umschalt + Klick
key-rename = F2 oder Eingabe
key-menu = Umschalt + F10 oder Rechtsklick
key-lift = Leertaste auf einem Griff, ↑ ↓, Leertaste

keys-palette = Alles finden und ausführen, auch Videos und Kurse
keys-search = Zum Suchfeld gehen
keys-find-next = Im Suchfeld: zum Gefundenen gehen / das Feld leeren, dann zurück zur Liste gehen
keys-paste = Im Feld für ein neues Video: für jede Zeile ein Video hinzufügen
keys-go = Von Video zu Video gehen
keys-toggle = Auswählen oder abwählen
keys-click = Nur dieses auswählen
keys-extend = Mehr oder weniger auswählen
keys-range = Vom letzten bis zu diesem auswählen
keys-select-all = Alle auswählen
keys-clear = Auswahl aufheben; Aktivität schließen
keys-rename = Umbenennen
keys-duration = Dauer ändern
keys-save = Titel oder Dauer speichern / verwerfen
keys-menu = Was sich mit diesem Video allein noch tun lässt
keys-move = Ausgewähltes nach oben oder unten verschieben
keys-move-far = Ausgewähltes ganz nach oben oder unten verschieben
keys-lift = Anheben, verschieben, ablegen; Esc setzt es zurück
keys-publish = Veröffentlichen oder zurückziehen, auch alles Ausgewählte
keys-delete = Ausgewähltes löschen
keys-undo = Den letzten Schritt rückgängig machen, gleich in welchem Tab
keys-redo = Den zuletzt rückgängig gemachten Schritt wiederholen; auch Strg + Y
keys-help = Diese Tasten zeigen
keys-single = Einzelne Buchstaben und Zeichen (P, /, ?) wirken
