"""What is made of a stored video so that people can watch and cut it: facts, peaks, pictures."""
