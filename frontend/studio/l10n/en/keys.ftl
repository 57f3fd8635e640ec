# The list of keys. What `key-` begins with is written on a keyboard, or done with it and a pointer; what
# `keys-` begins with is what follows.

key-ctrl = Ctrl
key-shift = Shift
key-enter = Enter
key-escape = Escape
key-delete = Delete
key-home = Home
key-end = End

key-find-next = Enter or ↓ / Escape
key-go = ↑ ↓  Page Up  Page Down  Home  End
key-toggle = Space or { $ctrl } + click
key-click = Click
key-range = Shift + click
key-rename = F2 or Enter
key-menu = Shift + F10 or right click
key-lift = Space on a handle, ↑ ↓, Space

keys-palette = Find and do everything, videos and courses too
keys-search = Go to the search field
keys-find-next = In the search field: go to what is found / clear it, then go back to the list
keys-paste = In the field for a new video: add a video for each line
keys-go = Go from video to video
keys-toggle = Select or deselect
keys-click = Select this one alone
keys-extend = Select more or less
keys-range = Select from the last one to this one
keys-select-all = Select all
keys-clear = Select none; close the activity
keys-rename = Rename
keys-duration = Change the duration
keys-save = Save the title or the duration / give it up
keys-menu = What else can be done to this video alone
keys-move = Move up or down what is selected
keys-move-far = Move to the top or the bottom what is selected
keys-lift = Lift, move, drop; Escape puts it back
keys-publish = Publish or unpublish, also all that is selected
keys-delete = Delete what is selected
keys-undo = Undo what was done last, in whichever tab
keys-redo = Redo what was undone last; also Ctrl + Y
keys-help = Show these keys
keys-single = Single letters and signs (P, /, ?) act
