# Was mit Videos getan wird. $what ist dessen Kürzel: add, rename, set-duration, move, set-course, delete, restore,
# publish, unpublish, undo.

# Was rückgängig gemacht werden kann, wie in „Rückgängig machen: „A“ umbenennen“.
change-label = { $what ->
    [add] { $name } hinzufügen
    [rename] { $name } umbenennen
    [set-duration] Dauer von { $name } ändern
    [move] { $name } verschieben
    [set-course] { $name } in einen anderen Kurs verschieben
    [delete] { $name } löschen
    [restore] { $name } wiederherstellen
    [publish] { $name } veröffentlichen
    [unpublish] { $name } zurückziehen
   *[undo] { $name } zurücksetzen
}
change-label-many = { $what ->
    [add] { videos } hinzufügen
    [rename] { videos } umbenennen
    [set-duration] Dauer von { videos } ändern
    [move] { videos } verschieben
    [set-course] { videos } in einen anderen Kurs verschieben
    [delete] { videos } löschen
    [restore] { videos } wiederherstellen
    [publish] { videos } veröffentlichen
    [unpublish] { videos } zurückziehen
   *[undo] { videos } zurücksetzen
}

# Was getan wurde.
change-did = { change-done }
change-did-many = { change-done-many }
change-did-to = { $what ->
    [rename] { $name } in { $to } umbenannt
    [set-course] { $name } nach { $to } verschoben
   *[set-duration] Dauer von { $name } auf { $to } geändert
}

# Was gerade getan wird.
change-doing = { $what ->
    [set-duration] Die Dauer von { $name } wird geändert
   *[other] { $name } wird { change-participle }
}
change-doing-many = { $what ->
    [set-duration] Die Dauer von { videos } wird geändert
   *[other] { $count ->
        [one] { $count } Video wird { change-participle }
       *[other] { $count } Videos werden { change-participle }
    }
}
change-doing-to = { $what ->
    [rename] { $name } wird in { $to } umbenannt
    [set-course] { $name } wird nach { $to } verschoben
   *[set-duration] Die Dauer von { $name } wird auf { $to } geändert
}

# Wie es ausgegangen ist.
change-done = { $what ->
    [set-duration] Dauer von { $name } geändert
   *[other] { $name } { change-participle }
}
change-done-to = { $what ->
    [rename] { $name } in { $to } umbenannt
    [set-course] { $name } nach { $to } verschoben
   *[set-duration] Dauer von { $name } auf { $to } geändert
}
change-done-many = { $what ->
    [set-duration] Dauer von { videos } geändert
   *[other] { videos } { change-participle }
}
change-done-of = { $what ->
    [set-duration] Dauer bei { NUMBER($done) } von { videos } geändert
   *[other] { NUMBER($done) } von { videos } { change-participle }
}
# Steht nie allein; die Dauer hat überall ihren eigenen Satz.
change-participle = { $what ->
    [add] hinzugefügt
    [rename] umbenannt
    [set-duration] geändert
    [move] verschoben
    [set-course] in einen anderen Kurs verschoben
    [delete] gelöscht
    [restore] wiederhergestellt
    [publish] veröffentlicht
    [unpublish] zurückgezogen
   *[undo] zurückgesetzt
}
change-participle-to = { $what ->
    [rename] in { $to } umbenannt
    [set-course] nach { $to } verschoben
   *[set-duration] auf { $to } geändert
}
# Von vielen: jede Zahl, die nicht 0 ist.
change-ended = { $what ->
    [set-duration] Dauer bei { NUMBER($done) } von { NUMBER($total) } geändert
   *[other] { NUMBER($done) } von { NUMBER($total) } { change-participle }
}{ change-changed }{ change-refused }{ change-unsure }{ change-cancelled }
change-changed = { $changed ->
    [0] { "" }
   *[other] , { $changed } seitdem geändert
}
change-refused = { $refused ->
    [0] { "" }
   *[other] , { $refused } abgelehnt
}
change-unsure = { $failed ->
    [0] { "" }
   *[other] , { $failed } fehlgeschlagen
}
change-cancelled = { $cancelled ->
    [0] { "" }
   *[other] , { $cancelled } abgebrochen
}

# Was nicht getan werden konnte; $why ist der Satz nach dem Doppelpunkt.
change-failed = { $what ->
    [set-duration] Die Dauer von { $name } konnte nicht geändert werden
   *[other] { $name } konnte nicht { change-participle } werden
}
change-failed-to = { $what ->
    [rename] { $name } konnte nicht in { $to } umbenannt werden
    [set-course] { $name } konnte nicht nach { $to } verschoben werden
   *[set-duration] Die Dauer von { $name } konnte nicht auf { $to } geändert werden
}
change-failed-many = { $what ->
    [set-duration] Bei keinem Video wurde die Dauer geändert
   *[other] Kein Video { change-participle }
}
change-failed-why = { change-failed }: { $why }
change-failed-to-why = { change-failed-to }: { $why }
change-unconfirmed-why = Vom Server nicht bestätigt: { $why }
change-refused-why = { $what ->
    [set-duration] Die Dauer konnte nicht geändert werden: { $why }
   *[other] Konnte nicht { change-participle } werden: { $why }
}
change-refused-to-why = { $what ->
    [rename] Konnte nicht in { $to } umbenannt werden: { $why }
    [set-course] Konnte nicht nach { $to } verschoben werden: { $why }
   *[set-duration] Die Dauer konnte nicht auf { $to } geändert werden: { $why }
}

# Warum es nicht mehr rückgängig gemacht oder wiederholt werden kann.
change-why-changed = Seitdem geändert und so belassen
change-why-in-trash = Das Video ist im Papierkorb
change-why-gone = Das Video ist endgültig gelöscht
change-why-course-gone = Den Kurs gibt es nicht mehr
change-why-too-old-to-undo = Zu lange her, um es rückgängig zu machen
change-why-too-old-to-redo = Zu lange her, um es zu wiederholen
