"""Grants: accounts of Google whose owners let us work with them, by a consent in a browser."""
