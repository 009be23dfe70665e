"""Placeholder."""


def keep_fragments(settings):
    pass
