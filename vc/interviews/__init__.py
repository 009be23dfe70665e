"""Interviews with people who came: invited, signed on the telephone, held or handed in, cut."""
