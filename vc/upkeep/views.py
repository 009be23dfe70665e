"""Divergences, and what the vendors told us."""

from flask import Blueprint

bp = Blueprint("upkeep", __name__)
