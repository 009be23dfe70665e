"""Facebook Live: planned with the session, wired to its room, and kept before it disappears."""
