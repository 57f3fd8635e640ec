# What is shown when the program itself has failed.

crash-title = Something broke
crash-text = That is our mistake. Your changes are stored on this device: go on, and they are sent.
crash-go-on = Go on
