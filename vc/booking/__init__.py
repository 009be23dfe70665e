"""Sessions, the licences that host them and the rooms at the vendors."""
