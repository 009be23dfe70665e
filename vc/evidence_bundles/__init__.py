"""Evidence of a publication as one signed file, for who asks by the transparency law."""
