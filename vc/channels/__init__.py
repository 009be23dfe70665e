"""Where clips are published: each channel with its network, its rules of time, and who does it."""
