"""X: `publisher`, and `session`, which signs each call."""
