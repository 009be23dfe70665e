"""How we stand with each vendor: whether it lets us work, since when it does not, what waits."""
