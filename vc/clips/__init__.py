"""Clips: what is cut out of a recording, rendered, and shown to somebody else for approval."""
