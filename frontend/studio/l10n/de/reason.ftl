# Warum etwas abgelehnt wurde oder fehlgeschlagen ist.

# Was der Server ablehnt.
reason-not-found = Dieses Video gibt es nicht.
reason-deleted = Dieses Video wurde gelöscht.
reason-course-not-found = Diesen Kurs gibt es nicht.
reason-id-taken = Ein Video mit dieser Kennung gibt es schon.
reason-title-empty = Ein Titel braucht mindestens ein sichtbares Zeichen.
reason-title-too-long = Ein Titel hat höchstens { NUMBER($most) } Zeichen.
reason-title-unreadable = Ein Titel hat keine Zeilenumbrüche, Steuerzeichen oder übereinander gestapelten Akzente.
reason-duration-out-of-range = Ein Video dauert zwischen 0 Sekunden und 24 Stunden.
reason-changed = Dieses Video wurde inzwischen von jemand anderem geändert.
reason-key-reused = Dieser Idempotenzschlüssel wurde schon für eine andere Anfrage verwendet.
reason-key-expired = Diese Änderung hat zu lange auf das Senden gewartet.
reason-withdrawn = Diese Änderung wurde zurückgenommen, bevor sie ausgeführt war.
reason-conflict = Der Server kann das gerade nicht tun.

# Was der Server zu jeder Anfrage sagt.
reason-unavailable = Der Speicher des Servers antwortet gerade nicht. Ein neuer Versuch mit demselben Schlüssel ist gefahrlos.
reason-internal = Der Server konnte diese Anfrage nicht abschließen. Ein neuer Versuch mit demselben Schlüssel ist gefahrlos.
reason-timeout = Der Inhalt der Anfrage kam nicht rechtzeitig an.
reason-key-in-progress = Eine Änderung mit diesem Schlüssel wird gerade ausgeführt.
reason-too-large = Die Anfrage war zu groß.
reason-origin-not-allowed = Seiten von dieser Adresse dürfen diese API nicht verwenden. Welche es dürfen, steht in der Einstellung --allowed-origins (STUDIO_ALLOWED_ORIGINS) des Servers.

# Was aus einer Antwort folgt, oder aus keiner.
reason-network = Der Server war nicht erreichbar.
reason-unreadable = Die Antwort des Servers war nicht lesbar.
reason-not-the-api = Etwas zwischen dieser Seite und dem Server hat an seiner Stelle geantwortet.
reason-not-named = Der Server hat nicht gesagt, was daraus geworden ist.
reason-update-needed = Der Server kennt diese Art von Änderung nicht. Laden Sie die Seite neu, um sie zu aktualisieren.
reason-overtaken = Diese Änderung ist von einem früheren Besuch, und eine neuere wurde gespeichert, bevor sie gelesen werden konnte.

# Was der Speicher auf diesem Gerät nicht kann.
reason-storage-late = Der Speicher des Browsers antwortet nicht. Änderungen werden nur auf dem Server gespeichert.
reason-storage-full = Auf diesem Gerät ist kein Platz mehr für Änderungen. Sie werden nur auf dem Server gespeichert.
reason-storage-lost = Der Browser hat seinen Speicher geschlossen. Änderungen werden nur auf dem Server gespeichert.
reason-storage-unavailable = Der Speicher des Browsers kann nicht verwendet werden. Änderungen werden nur auf dem Server gespeichert.
reason-not-storable = Eine Änderung konnte auf diesem Gerät nicht aufbewahrt werden. Sie wird nur auf dem Server gespeichert.
