"""The month as a plan: observances with their tasks, pieces proposed, guidelines to repeat."""
