"""What the first day brings: its page, and whether the menu begins with it."""

from flask import Flask

from vc.feature import Feature
from vc.first_day.office_rows import ROWS
from vc.first_day.views import bp, first_day_open
from vc.office.hooks import OFFICE_ROWS


def set_up(app: Flask) -> None:
    """Let the menu ask whether the first day goes on."""
    app.jinja_env.globals["first_day_open"] = first_day_open


FEATURE = Feature(
    name="first_day",
    blueprints=(bp,),
    adds=(OFFICE_ROWS.adds(*ROWS),),
    set_up=set_up,
)
