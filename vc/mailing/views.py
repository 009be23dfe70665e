"""The outbox."""

from flask import Blueprint

bp = Blueprint("mailing", __name__)
