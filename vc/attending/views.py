"""The pages for those who attend."""

from flask import Blueprint

bp = Blueprint("attending", __name__)
