"""Handing in a recording by pieces."""
