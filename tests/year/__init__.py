"""A year of the office, January to December, driven by the clock."""
