"""Plates: the logo in a corner of a clip and the card with which it ends, by campaign."""
