"""Forums: who speaks in which order, what the public asks, what came of it."""
