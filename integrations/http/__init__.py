"""The one door to HTTP, and what is read from or sent through it."""
