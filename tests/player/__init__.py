"""Watching a recording and marking its moments."""
