"""Five questions after a session, answered without a name."""
