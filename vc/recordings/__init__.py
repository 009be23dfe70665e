"""Recordings: expected, found, fetched and kept, whatever they come from."""
