"""YouTube, pretended."""
