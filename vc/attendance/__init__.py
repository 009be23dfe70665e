"""People in the room: our own address to join, registration, attendance."""
