# Die Werkzeuge am Ende der Leiste oben.

tool-find = Suchen und ausführen
tool-lab = Netzwerklabor
tool-keys = Tastenkürzel
tool-high-rows = Hohe Zeilen verwenden
tool-low-rows = Niedrige Zeilen verwenden
tool-light = Helle Farben verwenden
tool-dark = Dunkle Farben verwenden
tool-lab-faulty = Netzwerklabor: Der Server stört absichtlich
