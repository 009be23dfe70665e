"""Notices: what concerns a person, kept until seen, and the daily letter that says it by mail."""
