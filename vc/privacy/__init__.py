"""Privacy: the notices in versions, and who does not want to appear in what is published."""
