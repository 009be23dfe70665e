"""Zoom: meetings, recordings, live streams, and what it tells us."""
