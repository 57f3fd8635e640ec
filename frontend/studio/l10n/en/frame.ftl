# What surrounds every page.

skip-to-list = Skip to the list
brand = Course Studio, all courses
page-incomplete = A part of this page has not arrived: whether changes are saved, the search, the form for a new video, the activity panel, undo, the tools on top, the dialogs and what can be done to many videos are missing. Trying again.
