"""Watching a recording: the player, what was said, and the moments that people mark."""
