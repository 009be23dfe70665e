"""Electoral bans (vedas): when nothing may be published, and what is excepted from it."""
