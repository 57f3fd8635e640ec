# Was jede Seite umgibt.

skip-to-list = Zur Liste springen
brand = Course Studio, alle Kurse
page-incomplete = Ein Teil dieser Seite ist noch nicht angekommen: Es fehlen der Stand des Speicherns, die Suche, das Formular für ein neues Video, die Aktivität, das Rückgängigmachen, die Werkzeuge oben, die Dialoge und was mit vielen Videos getan werden kann. Es wird erneut versucht.
