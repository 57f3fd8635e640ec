# The tools at the end of the bar on top.

tool-find = Find and do
tool-lab = Network lab
tool-keys = Keyboard shortcuts
tool-high-rows = Use high rows
tool-low-rows = Use low rows
tool-light = Use light colours
tool-dark = Use dark colours
tool-lab-faulty = Network lab: the server misbehaves
