"""Placeholder while the feature is being written."""

from flask import Blueprint

bp = Blueprint("booking", __name__)
