# Three ways to show a change, side by side.

compare-heading = Three ways to show a change
compare-lead = One author makes twelve changes within three seconds. Answers take 0.3 to 1.5 seconds; of the requests a quarter is refused, 10 % are cut before they are done, 15 % are done and not answered. The same change meets the same fate in each pane. All of it is simulated in this page.
compare-what-is-false = A frame is false when a row in it differs from what the page knows: what the server has told it, with the author’s changes on it whose outcome it has not heard. Where the page waits for the server, it promises nothing, and its rows are judged by what the server has told it alone.

compare-time = Time
compare-pause = Pause
compare-play = Play
compare-step = One frame
compare-to-end = To the end
compare-again = Start over
compare-other-network = Another network
compare-speed = Speed
compare-speed-eighth = an eighth
compare-speed-quarter = a quarter
compare-speed-normal = as it is
compare-speed-four = four times
compare-now = { $time }, network { $network }
compare-seconds = { $whole }.{ $tenths } s

compare-replay = Replay, as in this page
compare-replay-how = Changes are replayed over what the server has told, and sent again until it is known what became of them.
compare-waiting = Without optimism
compare-waiting-how = A change is shown when the server has answered; it is sent again as well.
compare-snapshot = Snapshot
compare-snapshot-how = The list is copied before a change, put back where it fails, and read anew at its end: the pattern of most guides to query caches.

# Behind the number of false ones, which stands out.
compare-verdict = { $count ->
    [one] of { $count } frame false
   *[other] of { $count } frames false
}
compare-seen = A change is seen after, on average
compare-seen-most = At most
compare-given-up = Changes given up
compare-told-wrong = Told as failed, though done
compare-published-wrong = Published, not so
compare-draft-wrong = Draft, not so
compare-over = Over. { $panes }.
compare-over-pane = { $pane }: { NUMBER($count) } false

# The videos, and what some of them are renamed to.
compare-video-1 = A beginning
compare-video-2 = First thoughts
compare-video-3 = What to leave out
compare-video-4 = Ownership
compare-video-5 = A detour
compare-video-6 = The middle
compare-video-7 = Almost there
compare-video-8 = The end
compare-renamed-1 = A better beginning
compare-renamed-2 = Second thoughts
compare-renamed-6 = Half-way
compare-renamed-7 = Nearly the end
