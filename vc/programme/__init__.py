"""The annual programme: what was promised, what was done, and how far that is."""
