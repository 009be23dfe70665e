"""Certificates («constancias») for who was there long enough, which anybody can verify."""
