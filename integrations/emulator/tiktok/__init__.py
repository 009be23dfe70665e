"""TikTok, pretended."""
