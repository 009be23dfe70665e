"""The pages of clips: the list, the editor, and what it saves while somebody cuts."""

from flask import Blueprint

from vc.clips import service  # noqa: F401

bp = Blueprint("clips", __name__)
