# The log of requests.

requests = Requests
requests-count = { $count ->
    [one] { $count } request
   *[other] { $count } requests
}
requests-paused = Paused, { requests-count } since
requests-pause = Pause
requests-go-on = Go on
requests-clear = Clear
requests-newest = The newest requests, newest first
requests-none = No request yet.
requests-time = Time
requests-request = Request
requests-changes = Changes
requests-result = Result
requests-after = Answer after
requests-try = Try

# What a request asks for.
request-courses = Read the list of courses
request-videos = Read the videos of { $course }
request-trash = Read the trash of { $course }
request-head = Ask how far the server is
request-limits = Ask for the limits
request-add = Add a video
request-change = Change a video
request-delete = Delete a video
request-restore = Restore a video
request-together = Send { changes } together
request-withdraw = Take a change back, or learn its end

# How it ended, with the status of HTTP.
request-under-way = Under way
request-no-answer = No answer
request-result = { $status } { $result ->
    [one-by-one] one by one
    [done] done
    [sign-in] sign-in needed
    [too-large] too large
    [come-again] come again later
    [refused] refused
   *[failed] failed
}
