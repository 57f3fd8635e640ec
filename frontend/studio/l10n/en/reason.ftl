# Why something was refused or failed. In English the page says what the server and the library say themselves;
# these are the same sentences (`src/reasons.rs` has a test for it), for the other languages to translate.

# What the server refuses.
reason-not-found = This video does not exist.
reason-deleted = This video has been deleted.
reason-course-not-found = This course does not exist.
reason-id-taken = A video with this id exists already.
reason-title-empty = A title needs at least one character that can be seen.
reason-title-too-long = A title has at most { NUMBER($most) } characters.
reason-title-unreadable = A title has no line breaks, control characters or piles of accents.
reason-duration-out-of-range = A video runs between 0 seconds and 24 hours.
reason-changed = This video has been changed by someone else meanwhile.
reason-key-reused = This idempotency key was used for another request before.
reason-key-expired = This change waited too long to be sent.
reason-withdrawn = This change was taken back before it was done.
reason-conflict = The server cannot do this right now.

# What the server says of any request.
reason-unavailable = The storage cannot answer now. Trying again with the same key is safe.
reason-internal = The server could not finish this request. Trying again with the same key is safe.
reason-timeout = The request's body did not come in time.
reason-key-in-progress = An operation with this key is being done right now.
reason-too-large = The request was too large.
reason-origin-not-allowed = Pages of this origin may not use this API. The server's setting --allowed-origins (STUDIO_ALLOWED_ORIGINS) lists the origins that may.

# What comes of an answer, or of none.
reason-network = The server could not be reached.
reason-unreadable = The server's answer could not be read.
reason-not-the-api = Something between this page and the server answered in its place.
reason-not-named = The server did not say what became of it.
reason-update-needed = The server does not know this kind of change. Reload the page to update it.
reason-overtaken = This change is from an earlier visit, and a newer one was saved before it could be read.

# What the storage on this device cannot do.
reason-storage-late = The browser's storage does not answer. Changes are saved to the server only.
reason-storage-full = This device has no room left for changes. They are saved to the server only.
reason-storage-lost = The browser has closed its storage. Changes are saved to the server only.
reason-storage-unavailable = The browser's storage cannot be used. Changes are saved to the server only.
reason-not-storable = A change could not be stored on this device. It is saved to the server only.
