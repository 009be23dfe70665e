"""X: posts of one account."""
