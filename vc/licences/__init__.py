"""The accounts that can host, and the rule that gives them out."""
