# Der Stand in der Leiste oben: Die Teile stehen nebeneinander, mit einem Punkt dazwischen.

status-saved = Alles gespeichert
# Der Server antwortet und macht keine davon; ein neuer Versuch läuft.
status-stuck = { $count ->
    [one] { $count } Änderung seit { $time } nicht gespeichert, neuer Versuch läuft
   *[other] { $count } Änderungen seit { $time } nicht gespeichert, neuer Versuch läuft
}
status-saving = { $count ->
    [one] { $count } Änderung wird gespeichert
   *[other] { $count } Änderungen werden gespeichert
}
status-waiting = { $count ->
    [one] { $count } Änderung wartet
   *[other] { $count } Änderungen warten
}
status-kept = { changes } auf diesem Gerät aufbewahrt
status-need-you = { $count ->
    [one] { $count } Änderung wartet auf Sie
   *[other] { $count } Änderungen warten auf Sie
}
status-unsaved = { $count ->
    [one] { $count } Text ist nicht gespeichert
   *[other] { $count } Texte sind nicht gespeichert
}
status-as-of = Stand: { $age }

status-offline = Offline
status-offline-since = Offline seit { $time }
status-signed-out = Abgemeldet
status-signed-out-since = Abgemeldet seit { $time }
status-unreachable = Der Server ist nicht erreichbar
status-unreachable-since = Der Server ist seit { $time } nicht erreichbar

# Was dahintersteht, und was zu erwarten ist.
status-more = Was gerade läuft, und was auf Sie wartet.
status-when-reachable = Ihre Änderungen werden gesendet, sobald der Server erreichbar ist.
status-when-signed-in = Ihre Änderungen werden gesendet, wenn Sie wieder angemeldet sind.
status-others-late = Änderungen anderer kommen einige Sekunden später.
status-others-not = Änderungen anderer kommen zurzeit nicht.
