"""Each approved clip on each channel: once, on time, with proof."""
