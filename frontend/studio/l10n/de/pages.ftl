# Wie Seiten heißen, was sie zu Beginn sagen, und was dort steht, wo es keine Liste gibt.

page-title = { $title } · { studio }
page-loading = Wird geladen
page-all-courses = Alle Kurse
page-part-missing = Ein Teil dieser Seite ist noch nicht angekommen.

page-not-here = Noch nicht auf diesem Gerät
page-not-here-courses = Dieser Browser hat die Liste der Kurse nicht aufbewahrt. Sie erscheint, sobald der Server erreichbar ist.
page-not-here-trash = Dieser Browser hat den Papierkorb dieses Kurses nicht aufbewahrt. Er erscheint, sobald der Server erreichbar ist.
page-not-here-course = Dieser Browser hat diesen Kurs nicht aufbewahrt. Er erscheint, sobald der Server erreichbar ist.

page-unknown = Seite nicht gefunden
page-unknown-heading = Diese Seite gibt es nicht
page-unknown-why = Vielleicht ist die Adresse falsch.

courses = Kurse
courses-lead = Wählen Sie einen Kurs, um seine Videos zu bearbeiten.
courses-failed = Die Kurse konnten nicht geladen werden
courses-none = Noch keine Kurse
courses-none-why = Kurse entstehen aus den Startdaten des Servers oder über die API.

# Ein Kurs, dessen Titel nicht bekannt ist.
course = Kurs
course-videos = Videos: { $course }
course-published = { NUMBER($count) } veröffentlicht
course-failed = Die Videos konnten nicht geladen werden
course-unknown = Kurs nicht gefunden
course-unknown-heading = Diesen Kurs gibt es nicht
course-unknown-why = Vielleicht wurde er gelöscht, oder die Adresse ist falsch.
course-empty = Noch keine Videos
course-empty-why = Fügen Sie oben das erste hinzu: Ein Titel genügt.
course-no-match = Kein Video passt
course-no-match-why = Suchen Sie nach anderen Wörtern oder in allen Videos.
course-not-added = Nicht hinzugefügte Videos
course-more-not-added = { $count ->
    [one] { $count } weiteres ist nicht hinzugefügt: Die Aktivität nennt es.
   *[other] { $count } weitere sind nicht hinzugefügt: Die Aktivität nennt sie.
}
course-left-selection = { $count ->
    [one] { $count } Video ist nicht mehr ausgewählt: nicht mehr in diesem Kurs
   *[other] { $count } Videos sind nicht mehr ausgewählt: nicht mehr in diesem Kurs
}

trash = Papierkorb
trash-of = Papierkorb: { $course }
trash-empty = Der Papierkorb ist leer
trash-empty-why = Gelöschte Videos bleiben hier eine Weile.
