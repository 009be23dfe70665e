"""The networks where clips are published: one record each, in a file of its own."""
