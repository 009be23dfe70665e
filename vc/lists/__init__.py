"""What all lists have in common: rows that are chosen, and what is done to many of them."""
