"""TikTok: `publisher`, `session`, which calls it, and `consent`, which lets us work there."""
