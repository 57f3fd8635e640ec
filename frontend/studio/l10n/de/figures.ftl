# Wie schnell die Seite in diesem Browser war, und was aus Änderungen wurde.

milliseconds = { NUMBER($ms) } ms

figures = Messwerte
figures-lead = Gemessen in diesem Browser, während Sie gearbeitet haben, in den letzten { NUMBER($days) } Tagen. Die Messwerte bleiben hier: Nichts davon wird gesendet.
figures-save = Als JSON speichern
figures-clear = Leeren
figures-cleared = Die Messwerte sind geleert.
figures-none = Noch wurde nichts gemessen: Ändern Sie etwas in einem Kurs.

figures-times = Zeiten
figures-times-about = Was Sie sehen, ist mit dem Bild da; was der Server sagt, kommt, wenn es kann. Zeit ohne Netz zählt mit.
# Der Kopf einer Tabelle, und was in den Zeilen darauf folgt: „Ab Ihrer Eingabe“ „bis zum Bild“.
figures-from-input = Ab Ihrer Eingabe
figures-to-paint = bis zum Bild
figures-to-settle = bis zur Bestätigung
figures-measured = Gemessen
figures-within = { NUMBER($percent) } % in höchstens

figures-outcomes = Ergebnisse
figures-operations = Abgeschlossene Vorgänge
figures-done = Ausgeführte Änderungen
figures-refused = Vom Server abgelehnte Änderungen
figures-failed = Änderungen, deren Ausgang nicht zu erfahren war
figures-recovered = Fehlgeschlagene Änderungen, die doch ausgeführt wurden
figures-corrected = Änderungen, aus denen der Server etwas anderes gemacht hat
figures-undone = Rückgängig gemachte Schritte

figures-paint = Von der Eingabe bis zum Bild
figures-settle = Von der Eingabe bis zur Bestätigung durch den Server
figures-says = Die Hälfte von { NUMBER($count) } dauerte höchstens { $half }, 95 % höchstens { $most }
figures-up-to = Bis (ms)
figures-how-often = Wie oft
figures-more = mehr
figures-seconds = { NUMBER($seconds) } s

figures-by-day = Nach Tagen
figures-by-day-says = Bis zur Bestätigung durch den Server: was drei Viertel der Vorgänge eines Tages höchstens dauerten
figures-date = { $day }.{ $month }.
figures-day = Tag
figures-day-operations = Vorgänge
figures-day-paint = Bis zum Bild, 75 %
figures-day-settle = Bestätigt, 75 %

# Ein Bild aus Balken, für alle, die es nicht sehen.
figures-plot = { $says }. Die Zahlen stehen in der Tabelle.
