"""What was said: transcripts read into lines, and searched by any form of a word."""
