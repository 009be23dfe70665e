"""Handing in a recording: in pieces, resumed where it broke off, from a phone too (tus 1.0)."""
