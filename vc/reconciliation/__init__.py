"""Keeps our copy of each room and the vendor's from drifting apart."""
