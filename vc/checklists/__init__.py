"""Checklists: what has to be true of a clip before anybody publishes it, with evidence."""
