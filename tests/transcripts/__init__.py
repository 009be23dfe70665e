"""What was said: read, searched, shown."""
