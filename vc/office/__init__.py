"""The office: its page of everything that is arranged once, and what it calls itself."""
