# Zeilen von Hand verschieben, wie es vorgelesen wird.

drag-put-back = Zurückgelegt
drag-lifted-one = Angehoben, Position { NUMBER($place) } von { NUMBER($total) }
drag-lifted = { $name } angehoben, Position { NUMBER($place) } von { NUMBER($total) }
drag-gone = { $name } gibt es nicht mehr: Nichts wurde verschoben
