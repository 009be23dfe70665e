"""What all lists have in common: rows that are chosen, what is done to many, filters kept."""
