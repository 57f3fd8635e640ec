# Was alles findet und ausführt.

palette-hint = Etwas ausführen, oder ein Video oder einen Kurs finden
palette-list = Ergebnisse
palette-none = Nichts heißt so.
palette-further = Noch { NUMBER($count) } mehr: Tippen Sie weiter
palette-actions = Aktionen
palette-videos = Videos
palette-video = { $length }, { $state ->
    [trash] im Papierkorb
    [published] veröffentlicht
   *[draft] Entwurf
}
palette-no-results = Keine Ergebnisse
palette-results = { $count ->
    [one] { $count } Ergebnis
   *[other] { $count } Ergebnisse
}
palette-results-hidden = { palette-results }, davon { NUMBER($hidden) } nicht gezeigt
