# The list on paper: how many videos there are and which, with commas between these; then a table.

print-trash = { $course }, trash
print-found = { videos } with { $text } in the title
print-only-published = published
print-only-drafts = drafts
print-by-title = by title
print-by-title-down = by title, from the last
print-longest-first = longest first
print-shortest-first = shortest first
print-drafts-first = drafts first
print-published-first = published first

print-number = No.
