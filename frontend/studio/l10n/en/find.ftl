# Searching and sorting the list.

find = Find
find-videos = Find videos by title
find-matches = { NUMBER($count) } match
find-which = Which videos
find-all = All
find-published = Published
find-drafts = Drafts
find-order = Order
find-by-position = Position
find-by-title = Title
find-longest = Longest
find-by-title-down = Title, Z to A
find-shortest = Shortest
find-drafts-first = Drafts first
find-published-first = Published first
find-last-deleted = Last deleted
