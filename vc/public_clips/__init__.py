"""The office's own page of clips: to watch, to embed elsewhere, and to follow by feed."""
