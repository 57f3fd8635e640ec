# Die Aktivität: was getan wurde, und was auf Sie wartet.

activity-title = Aktivität
activity-close = Aktivität schließen
activity-close-key = Aktivität schließen (Esc)
activity-list = Was Sie getan haben, das Neueste zuerst, und Probleme
activity-empty = Nichts wartet auf Sie. Was Sie tun, steht hier, mit dem Weg zurück; und was nicht getan werden konnte, bleibt hier, bis Sie sich darum gekümmert haben.
activity-clear = Fertige ausblenden
activity-undo-step = Rückgängig machen: { $step }
activity-undo-step-key = Rückgängig machen: { $step } (Strg+Z)
activity-redo-step = Wiederholen: { $step }
activity-redo-step-key = Wiederholen: { $step } (Strg+Umschalt+Z)

# Texte, die getippt und verlassen wurden, wo auch immer.
activity-unsaved = Nicht gespeichert
activity-show-unsaved = Zeigen

# Was auf Sie wartet.
activity-problems = Probleme
activity-problems-head = { $count ->
    [one] { $count } Änderung wartet auf Sie
   *[other] { $count } Änderungen warten auf Sie
}
activity-retry-all = Alle erneut versuchen
activity-problems-list = Änderungen, die auf Sie warten
activity-problems-more = { $count ->
    [one] und { $count } weiteres
   *[other] und { $count } weitere
}

# Was getan wurde, in einer Zeile. $about ist, was es war, wie in „3 Videos gelöscht“.
activity-undoing = Wird rückgängig gemacht…
activity-undone = Rückgängig gemacht
activity-not-done = Nicht ausgeführt
activity-unconfirmed = Noch nicht bestätigt
activity-undoing-about = Wird rückgängig gemacht: { $about }
activity-redoing-about = Wird wiederholt: { $about }
activity-told-done = { NUMBER($done) } erledigt{ change-changed }{ change-refused }{ change-unsure }{ change-cancelled }
activity-told-undone = { NUMBER($done) } rückgängig gemacht{ change-changed }{ change-refused }{ change-unsure }{ change-cancelled }

# Wie weit viele sind.
progress-done = { NUMBER($count) } erledigt
progress-undone = { NUMBER($count) } rückgängig gemacht
progress-failed = { NUMBER($count) } fehlgeschlagen
progress-changed = { NUMBER($count) } seitdem geändert
progress-cancelled = { NUMBER($count) } abgebrochen
progress-waiting = { $count ->
    [one] { $count } wartet
   *[other] { $count } warten
}
progress-so-far = { NUMBER($done) } von { NUMBER($total) } erledigt{ change-unsure }{ change-changed }{ change-cancelled }
progress-so-far-undone = { NUMBER($done) } von { NUMBER($total) } rückgängig gemacht{ change-unsure }{ change-changed }{ change-cancelled }
progress-pace-seconds = { NUMBER($rate) } pro Sekunde, noch { $left } s
progress-pace-minutes = { NUMBER($rate) } pro Sekunde, noch { $left } min
progress-retry = { $count ->
    [one] { $count } fehlgeschlagene Änderung erneut versuchen
   *[other] { $count } fehlgeschlagene Änderungen erneut versuchen
}
progress-restore = { NUMBER($count) } wiederherstellen und ändern
progress-cancel = Rest abbrechen
progress-report = Bericht kopieren

# Die Videos von vielen.
item-filter = Welche Videos aufgelistet werden
item-list = Videos
item-choose = Videos…
item-all = Alle { NUMBER($count) }
item-failed = Fehlgeschlagen: { NUMBER($count) }
item-changed = Seitdem geändert: { NUMBER($count) }
item-waiting = Wartend: { NUMBER($count) }
item-done = Erledigt: { NUMBER($count) }
item-cancelled = Abgebrochen: { NUMBER($count) }
item-is-waiting = Wartet
item-is-sent = Unterwegs
item-is-done = Erledigt
item-is-withdrawn = Zurückgenommen, bevor es ausgeführt war
