"""The lists that a clip has to pass."""
