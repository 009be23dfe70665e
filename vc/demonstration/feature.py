"""What the demonstration brings."""

from flask import Flask

from vc.demonstration.demo import demo_command
from vc.demonstration.demo_source import WithFilms
from vc.feature import Feature
from vc.kept_settings import RECONNECTED
from vc.services import services_of


def init_films(app: Flask) -> None:
    """Let what the demonstration recorded come from its films, where the vendors are ours."""
    own = services_of(app)
    if own.settings.needs_emulator:
        own.file_sources = WithFilms(own.file_sources)


FEATURE = Feature(
    name="demonstration",
    commands=(demo_command,),
    set_up=init_films,
    adds=(RECONNECTED.adds(init_films),),
)
