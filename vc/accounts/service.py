"""Placeholder."""


def person_of(session, token, *, now):
    return None
