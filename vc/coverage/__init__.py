"""Coverage of the CMSP: whose turn a month is, which municipality was covered, the proof."""
