# Moving rows by hand, as it is read out.

drag-put-back = Put back
drag-lifted-one = Lifted, position { NUMBER($place) } of { NUMBER($total) }
drag-lifted = Lifted { $name }, position { NUMBER($place) } of { NUMBER($total) }
drag-gone = { $name } has gone meanwhile: nothing was moved
