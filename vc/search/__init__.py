"""One search of everything a person may open."""
