# Drei Wege, eine Änderung zu zeigen, nebeneinander.

compare-heading = Drei Wege, eine Änderung zu zeigen
compare-lead = Jemand macht zwölf Änderungen in drei Sekunden. Antworten brauchen 0,3 bis 1,5 Sekunden; von den Anfragen wird ein Viertel abgelehnt, 10 % werden vor der Ausführung abgebrochen, 15 % werden ausgeführt und nicht beantwortet. Dieselbe Änderung trifft in jedem Feld dasselbe Schicksal. All das wird auf dieser Seite simuliert.
compare-what-is-false = Ein Bild ist falsch, wenn eine Zeile darin von dem abweicht, was die Seite weiß: von dem, was ihr der Server gesagt hat, samt den eigenen Änderungen, deren Ausgang sie noch nicht kennt. Wo die Seite auf den Server wartet, verspricht sie nichts, und ihre Zeilen werden nur an dem gemessen, was ihr der Server gesagt hat.

compare-time = Zeit
compare-pause = Anhalten
compare-play = Abspielen
compare-step = Ein Bild weiter
compare-to-end = Bis zum Ende
compare-again = Von vorn beginnen
compare-other-network = Anderes Netz
compare-speed = Tempo
compare-speed-eighth = ein Achtel
compare-speed-quarter = ein Viertel
compare-speed-normal = normal
compare-speed-four = vierfach
compare-now = { $time }, Netz { $network }
compare-seconds = { $whole },{ $tenths } s

compare-replay = Neu anwenden, wie auf dieser Seite
compare-replay-how = Änderungen werden auf das, was der Server gesagt hat, immer neu angewendet, und erneut gesendet, bis bekannt ist, was aus ihnen wurde.
compare-waiting = Ohne Optimismus
compare-waiting-how = Eine Änderung wird gezeigt, wenn der Server geantwortet hat; auch hier wird sie erneut gesendet.
compare-snapshot = Schnappschuss
compare-snapshot-how = Die Liste wird vor einer Änderung kopiert, zurückgesetzt, wo sie fehlschlägt, und am Ende neu gelesen: das Muster der meisten Anleitungen zu Query-Caches.

# Hinter der Anzahl der falschen, die hervorsticht.
compare-verdict = { $count ->
    [one] von { $count } Bild falsch
   *[other] von { $count } Bildern falsch
}
compare-seen = Eine Änderung ist zu sehen nach durchschnittlich
compare-seen-most = Höchstens
compare-given-up = Aufgegebene Änderungen
compare-told-wrong = Als fehlgeschlagen gemeldet, obwohl ausgeführt
compare-published-wrong = Veröffentlicht, stimmt nicht
compare-draft-wrong = Entwurf, stimmt nicht
compare-over = Vorbei. { $panes }.
compare-over-pane = { $pane }: { NUMBER($count) } falsch

# Die Videos, und wie einige von ihnen umbenannt werden.
compare-video-1 = Ein Anfang
compare-video-2 = Erste Gedanken
compare-video-3 = Was man weglässt
compare-video-4 = Besitz
compare-video-5 = Ein Umweg
compare-video-6 = Die Mitte
compare-video-7 = Bald da
compare-video-8 = Der Schluss
compare-renamed-1 = Ein besserer Anfang
compare-renamed-2 = Zweite Gedanken
compare-renamed-6 = Auf halbem Weg
compare-renamed-7 = Kurz vor Schluss
