"""Approving: somebody else says yes to these very files and words, and can take it back."""
