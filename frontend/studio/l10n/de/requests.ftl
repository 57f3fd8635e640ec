# Das Protokoll der Anfragen.

requests = Anfragen
requests-count = { $count ->
    [one] { $count } Anfrage
   *[other] { $count } Anfragen
}
requests-paused = Angehalten, seitdem { requests-count }
requests-pause = Anhalten
requests-go-on = Fortsetzen
requests-clear = Leeren
requests-newest = Die letzten Anfragen, die neueste zuerst
requests-none = Noch keine Anfrage.
requests-time = Zeit
requests-request = Anfrage
requests-changes = Änderungen
requests-result = Ergebnis
requests-after = Antwort nach
requests-try = Versuch

# Worum es in einer Anfrage geht.
request-courses = Die Liste der Kurse lesen
request-videos = Die Videos von { $course } lesen
request-trash = Den Papierkorb von { $course } lesen
request-head = Fragen, wie weit der Server ist
request-limits = Nach den Grenzwerten fragen
request-add = Ein Video hinzufügen
request-change = Ein Video ändern
request-delete = Ein Video löschen
request-restore = Ein Video wiederherstellen
request-together = { changes } zusammen senden
request-withdraw = Eine Änderung zurücknehmen, oder ihren Ausgang erfahren

# Wie sie ausging, mit dem Status von HTTP.
request-under-way = Unterwegs
request-no-answer = Keine Antwort
request-result = { $status } { $result ->
    [one-by-one] einzeln
    [done] ausgeführt
    [sign-in] Anmeldung nötig
    [too-large] zu groß
    [come-again] später erneut
    [refused] abgelehnt
   *[failed] fehlgeschlagen
}
