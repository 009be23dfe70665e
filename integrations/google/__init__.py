"""Google: Meet by way of Calendar, its recordings, and YouTube."""
