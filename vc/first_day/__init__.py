"""The first day of an office: what is still missing for its first session, step by step."""
