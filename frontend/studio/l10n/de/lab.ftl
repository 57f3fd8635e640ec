# Das Netzwerklabor: was diese App tut, wenn das Netz schlecht ist.

lab-unavailable = Dieser Server macht nicht mit: Er wurde ohne --allow-faults gestartet, wie Server mit echten Kursen.
lab-lead = Der Server macht die Fehler, die Sie hier wählen, und zwar bei allen. Nichts, was Sie tun, darf verloren gehen oder doppelt geschehen.
lab-latency = Verzögerung
lab-jitter = Schwankung
lab-cut = Abgebrochen
lab-come-again = Vertröstet
lab-refused = Abgelehnt
lab-lost-answers = Verlorene Antworten
lab-offline = Offline: Jede Anfrage wird abgebrochen
lab-requests = Anfragen zeigen
lab-compare = Vergleichen
lab-optimism = Änderungen sofort zeigen
lab-optimism-off = Aus: Die Seite wartet auf den Server, wie die meisten Seiten.
lab-batching = Änderungen in einer Anfrage sammeln
lab-batching-off = Aus: Jede Änderung ist eine eigene REST-Anfrage.

# Pläne zur Auswahl: Orte, dann einzelne Fehler.
lab-presets = Vorgaben
lab-preset-none = Keine Fehler
lab-preset-office = Glasfaser im Büro
lab-preset-home = WLAN zu Hause
lab-preset-hall = Konferenzsaal
lab-preset-airplane = Flugzeug
lab-preset-tunnel = Zug im Tunnel
lab-preset-overloaded = Überlasteter Server
lab-preset-basement = Keller ohne Empfang
lab-preset-refusals = Ablehnungen
lab-preset-lost = Verlorene Antworten

# Was ein Plan tut: Seine Teile folgen aufeinander, mit einem Semikolon dazwischen.
lab-plan-offline = Jede Anfrage wird abgebrochen
lab-plan-no-time = Nichts wird verzögert
lab-plan-time = Alles wird um { NUMBER($ms) } ms verzögert
lab-plan-times = Alles wird um { NUMBER($from) } bis { NUMBER($to) } ms verzögert
lab-plan-refused = { NUMBER($percent) } % abgelehnt
lab-plan-cut = { NUMBER($percent) } % vor der Ausführung abgebrochen
lab-plan-lost = { NUMBER($percent) } % ausgeführt, aber nicht beantwortet
lab-plan-throttled = { NUMBER($percent) } % um eine Sekunde vertröstet
