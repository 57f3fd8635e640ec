# What pages are called, what they say at their beginning, and what stands where there is no list.

page-title = { $title } · { studio }
page-loading = Loading
page-all-courses = All courses
page-part-missing = A part of this page has not arrived yet.

page-not-here = Not on this device yet
page-not-here-courses = This browser has not kept the list of courses. It is shown as soon as the server can be reached.
page-not-here-trash = This browser has not kept the trash of this course. It is shown as soon as the server can be reached.
page-not-here-course = This browser has not kept this course. It is shown as soon as the server can be reached.

page-unknown = No such page
page-unknown-heading = There is no such page
page-unknown-why = The address may be wrong.

courses = Courses
courses-lead = Choose a course to edit its videos.
courses-failed = The courses could not be loaded
courses-none = No courses yet
courses-none-why = Courses are made by the server's seed or by the API.

# A course whose title is not known.
course = Course
course-videos = Videos of { $course }
course-published = { NUMBER($count) } published
course-failed = The videos could not be loaded
course-unknown = No such course
course-unknown-heading = There is no such course
course-unknown-why = It may have been deleted, or the address is wrong.
course-empty = No videos yet
course-empty-why = Add the first one above: a title is enough.
course-no-match = No video matches
course-no-match-why = Look for other words, or for all videos.
course-not-added = Videos that are not added
course-more-not-added = { $count ->
    [one] { $count } more is not added: the activity names it.
   *[other] { $count } more are not added: the activity names them.
}
course-left-selection = { videos } left the selection: no longer in this course

trash = Trash
trash-of = Trash of { $course }
trash-empty = The trash is empty
trash-empty-why = Deleted videos stay here for a while.
