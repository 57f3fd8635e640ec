# Was gezeigt wird, wenn das Programm selbst versagt hat.

crash-title = Etwas ist kaputtgegangen
crash-text = Das ist unser Fehler. Ihre Änderungen sind auf diesem Gerät aufbewahrt: Machen Sie weiter, und sie werden gesendet.
crash-go-on = Weitermachen
