# Was der Papierkorb von einem Video sagt: wohin es zurückkommt, seit wann es da ist, wie lange es bleibt.

trash-back-between = Kommt auf Platz { NUMBER($place) } zurück, zwischen { $after } und { $before }
trash-back-after = Kommt auf Platz { NUMBER($place) } zurück, nach { $after }
trash-back-before = Kommt auf Platz { NUMBER($place) } zurück, vor { $before }
trash-back-alone = Kommt als einziges Video zurück
trash-just-now = Gerade eben
trash-goes = Kann jederzeit verschwinden
trash-last-day = Letzter Tag
trash-days-left = { $count ->
    [one] Noch { $count } Tag
   *[other] Noch { $count } Tage
}
trash-empty-days = { $count ->
    [1] Gelöschte Videos bleiben hier einen Tag lang.
   *[other] Gelöschte Videos bleiben hier { $count } Tage lang.
}
