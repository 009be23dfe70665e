"""Talks that schools and institutions ask for: the public form, the inbox, the answer."""
