# The network lab: what this app does when the network is bad.

lab-unavailable = This server does not take part: it was started without --allow-faults, as servers of real courses are.
lab-lead = The server misbehaves as you choose here, for every visitor. Nothing you do may get lost or be done twice.
lab-latency = Latency
lab-jitter = Jitter
lab-cut = Cut
lab-come-again = Come again
lab-refused = Refused
lab-lost-answers = Lost answers
lab-offline = Offline: every request is cut
lab-requests = Show the requests
lab-compare = Compare
lab-optimism = Show changes at once
lab-optimism-off = Off: the page waits for the server, as most pages do.
lab-batching = Gather changes into one request
lab-batching-off = Off: each change is a REST request of its own.

# Plans to choose from: places, then single faults.
lab-presets = Presets
lab-preset-none = No faults
lab-preset-office = Office fibre
lab-preset-home = Home Wi-Fi
lab-preset-hall = Conference hall
lab-preset-airplane = Airplane
lab-preset-tunnel = Train tunnel
lab-preset-overloaded = Overloaded server
lab-preset-basement = Basement, no signal
lab-preset-refusals = Refusals
lab-preset-lost = Lost answers

# What a plan does: its parts follow each other, with a semicolon between them.
lab-plan-offline = Every request is cut
lab-plan-no-time = No time is added
lab-plan-time = { NUMBER($ms) } ms are added
lab-plan-times = { NUMBER($from) } to { NUMBER($to) } ms are added
lab-plan-refused = { NUMBER($percent) } % refused
lab-plan-cut = { NUMBER($percent) } % cut before they are done
lab-plan-lost = { NUMBER($percent) } % done, and their answers lost
lab-plan-throttled = { NUMBER($percent) } % told to come again in a second
