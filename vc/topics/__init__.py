"""What is still to be told: topics for capsules, and which talks were told as stories."""
