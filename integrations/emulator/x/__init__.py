"""X, pretended."""
