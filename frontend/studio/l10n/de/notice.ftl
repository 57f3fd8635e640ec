# Was kurze und bleibende Meldungen sagen, und ein Screenreader mit ihnen.

notice-region = Meldungen
notice-lasting-region = Bleibende Meldungen

# Was aus einer Änderung geworden ist; $why ist der Satz nach dem Doppelpunkt.
notice-corrected = { $field ->
    [title] Aus dem Titel { $wanted } wurde { $actual }: Der Server räumt Leerzeichen in Titeln auf.
   *[other] Aus { $wanted } wurde { $actual }: { $why }
}
# Nur in den Leerzeichen, was auf beiden Seiten gleich aussähe.
notice-corrected-spaces = { $field ->
    [title] Der Titel heißt jetzt { $actual }: Der Server räumt Leerzeichen in Titeln auf.
   *[other] Es heißt jetzt { $actual }: { $why }
}
notice-gone = { $name } ist endgültig gelöscht und kann nicht zurückkommen.
notice-course-gone = Den Kurs von { $name } gibt es nicht mehr, darum kann es nicht zurückkommen.
notice-stays = { $name } wurde seitdem geändert und bleibt, wie es ist.
notice-not-saved = { $name } wurde inzwischen von anderen geändert. Ihr Text ist noch nicht gespeichert.
notice-recovered = Die Änderung an { $name } wurde doch noch gespeichert.
notice-server-restored = Der Server ist zu einem früheren Stand zurückgekehrt. Was zu sehen ist, wird neu gelesen.

# Was getippt und nicht gespeichert ist.
notice-title-unsaved = Der Titel von { $name } ist nicht gespeichert: Er kann keiner sein.
notice-duration-unsaved = Die Dauer ist nicht gespeichert: Sie ist nicht lesbar.
notice-duration-deleted = Die Dauer { $typed } von { $name } ist nicht gespeichert: Jemand anderes hat das Video gelöscht.
notice-changed-meanwhile = Nicht gespeichert: Es wurde inzwischen von anderen geändert.
notice-still-typed = { $typed } ist noch nicht gespeichert und steht in seinem Feld.

# Rückgängig machen und wiederholen; $step ist, was es war, wie in „„A“ umbenennen“.
notice-undoing = Wird rückgängig gemacht: { $step }
notice-redoing = Wird wiederholt: { $step }
notice-undone = Rückgängig gemacht: { $step }
notice-redone = Wiederholt: { $step }
notice-nothing-to-undo = Es gibt nichts rückgängig zu machen
notice-nothing-to-redo = Es gibt nichts zu wiederholen
notice-unread = Das ist gerade nicht lesbar. Bitte versuchen Sie es noch einmal.

# Verschieben.
notice-moved = { $name } an Position { NUMBER($place) } verschoben
notice-first = Es ist das erste
notice-last = Es ist das letzte
notice-not-moved = Nicht verschoben
notice-no-room = { $name } kann nicht dorthin verschoben werden.
notice-no-room-many = { $count ->
    [one] { $count } Video kann nicht dorthin verschoben werden.
   *[other] { $count } Videos können nicht dorthin verschoben werden.
}
notice-sorted = { $by ->
    [title] Die Zeilen sind nach Titel sortiert. Zum Verschieben bitte die Kursreihenfolge anzeigen.
    [duration] Die Zeilen sind nach Dauer sortiert. Zum Verschieben bitte die Kursreihenfolge anzeigen.
   *[status] Die Zeilen sind nach Status sortiert. Zum Verschieben bitte die Kursreihenfolge anzeigen.
}
notice-narrowed = Nur passende Zeilen sind zu sehen. Zum Verschieben bitte die Kursreihenfolge anzeigen.
notice-sorted-narrowed = { $by ->
    [title] Die Zeilen sind nach Titel sortiert, und nur passende sind zu sehen. Zum Verschieben bitte die Kursreihenfolge anzeigen.
    [duration] Die Zeilen sind nach Dauer sortiert, und nur passende sind zu sehen. Zum Verschieben bitte die Kursreihenfolge anzeigen.
   *[status] Die Zeilen sind nach Status sortiert, und nur passende sind zu sehen. Zum Verschieben bitte die Kursreihenfolge anzeigen.
}

# Was sonst getan wird, oder nicht.
notice-selected = { NUMBER($count) } ausgewählt
notice-discarded = Verworfen
notice-not-in-list = Das Video ist nicht mehr in dieser Liste.
notice-report-copied = { $count ->
    [one] Bericht mit { $count } Zeile kopiert
   *[other] Bericht mit { $count } Zeilen kopiert
}
notice-cannot-copy = Dieser Browser lässt die Seite nicht kopieren.

# Der Zustand der Seite.
notice-signed-out = Sie sind abgemeldet. Ihre Änderungen warten, bis Sie wieder angemeldet sind.
notice-signed-in = Ich bin wieder angemeldet
notice-not-stored = Änderungen werden nicht auf diesem Gerät aufbewahrt, bis sie gespeichert sind.
notice-not-stored-why = { $why } Lassen Sie diese Seite offen, bis alles gespeichert ist.
notice-stored = Änderungen werden wieder auf diesem Gerät aufbewahrt.
notice-other-version = { $count ->
    [one] { $count } Änderung einer anderen Version dieser Seite ist auf diesem Gerät aufbewahrt und wird gesendet, wenn jene Version geöffnet ist.
   *[other] { $count } Änderungen einer anderen Version dieser Seite sind auf diesem Gerät aufbewahrt und werden gesendet, wenn jene Version geöffnet ist.
}
notice-other-version-said = Änderungen einer anderen Version dieser Seite sind auf diesem Gerät aufbewahrt.
notice-new-version = Eine neue Version ist bereit.
notice-new-version-said = Eine neue Version dieser Seite ist bereit.
notice-reload = Neu laden
notice-reachable = Der Server ist wieder erreichbar.
notice-offline = Offline. Was Sie ändern, wartet.
notice-unreachable = Der Server ist nicht erreichbar. Was Sie ändern, wartet.

# Wie es gerade ist, für einen Screenreader.
said-stuck = Seit { $time } nicht gespeichert, neuer Versuch läuft
said-waiting = { $count ->
    [one] { $count } Änderung wartet
   *[other] { $count } Änderungen warten
}
said-shown = { $count ->
    [one] { $count } Video wird angezeigt
   *[other] { $count } Videos werden angezeigt
}
said-more = { $count ->
    [one] Und { $count } weitere Meldung
   *[other] Und { $count } weitere Meldungen
}
said-sorted = { $order ->
    [title] Sortiert nach Titel
    [longest] Sortiert nach Dauer, die längsten zuerst
    [title-down] Sortiert nach Titel, Z bis A
    [shortest] Sortiert nach Dauer, die kürzesten zuerst
    [drafts] Sortiert nach Status, Entwürfe zuerst
    [published] Sortiert nach Status, veröffentlichte zuerst
   *[position] Sortiert nach Position
}
notice-overtaken = Sie haben es seitdem noch einmal geändert: Machen Sie zuerst das rückgängig
notice-undone-elsewhere = Es wurde schon rückgängig gemacht, in einem anderen Tab
notice-redone-elsewhere = Es wurde schon wiederholt, in einem anderen Tab

# Was ein Hinweis auf etwas Laufendes ohne Verbindung sagt; $doing ist, was, wie in „„A“ wird gelöscht“.
notice-waits = { $doing }: wartet auf eine Verbindung

# Wird gesagt, nachdem eine andere Sprache gewählt wurde, in ihr.
notice-language = Die Seite spricht Deutsch
