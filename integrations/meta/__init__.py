"""Meta: live videos and posts of a Facebook Page, reels of an Instagram account."""
