# The bar of what can be done to the selected videos.

bulk-bar = Selected videos
bulk-select-all = Select all { NUMBER($shown) }
bulk-select-matching = Select all { NUMBER($shown) } that match
bulk-first = First
bulk-first-hint = First videos to select: how many
bulk-select-first = Select
bulk-clear = Clear the selection
bulk-hidden = { NUMBER($count) } not shown
bulk-vanished = { NUMBER($count) } gone meanwhile

bulk-restore = Restore
bulk-publish = Publish
bulk-unpublish = Unpublish
bulk-top = To top
bulk-bottom = To bottom
bulk-edit = Edit
bulk-delete = Delete
