"""What all lists have in common."""

from flask import Flask

from vc.accounts.endings import Holding
from vc.accounts.hooks import HOLDINGS
from vc.feature import Feature
from vc.lists import service
from vc.lists.chosen import MOST
from vc.lists.panels import kept_filters
from vc.lists.views import bp


def set_up(app: Flask) -> None:
    """Give every list the filters that its reader has kept, and how many rows it works on."""
    app.jinja_env.globals["kept_filters"] = kept_filters
    app.jinja_env.globals["most_chosen"] = MOST


FEATURE = Feature(
    name="lists",
    blueprints=(bp,),
    adds=(HOLDINGS.adds(Holding(service.forget)),),
    set_up=set_up,
)
