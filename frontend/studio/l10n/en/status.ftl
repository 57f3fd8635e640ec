# The save state in the bar on top: its parts stand beside each other, with a dot between them.

status-saved = All changes saved
status-saving = Saving { changes }
# The server answers, and does none of them; a new try is under way.
status-stuck = { changes } not saved since { $time }, trying again
status-waiting = { changes } waiting
status-kept = { changes } kept on this device
status-need-you = { $count ->
    [one] { $count } change needs you
   *[other] { $count } changes need you
}
status-unsaved = { $count ->
    [one] { $count } text is not saved
   *[other] { $count } texts are not saved
}
status-as-of = as of { $age }

status-offline = Offline
status-offline-since = Offline since { $time }
status-signed-out = Signed out
status-signed-out-since = Signed out since { $time }
status-unreachable = The server cannot be reached
status-unreachable-since = The server cannot be reached since { $time }

# What lies behind it, and what to expect.
status-more = What is under way, and what needs you.
status-when-reachable = Your changes are sent as soon as the server can be reached.
status-when-signed-in = Your changes are sent when you are signed in again.
status-others-late = Changes of others come a few seconds late.
status-others-not = Changes of others do not come at the moment.
