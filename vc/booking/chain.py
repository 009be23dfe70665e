"""The chain of a session: room, live, recording, clips, published. Always five stops. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Place(StrEnum):
    """The stops of the chain, in their order."""

    ROOM = "Sala"
    LIVE = "En vivo"
    RECORDING = "Grabación"
    CLIPS = "Clips"
    PUBLISHED = "Publicado"


class StopState(StrEnum):
    """How far a stop is; the page shows each by a shape of its own."""

    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"
    PROBLEM = "problem"
    SKIP = "skip"
    """It does not come about, and that is as it should be."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop: how it stands in a word or two, when, and where there is more of it."""

    place: Place
    state: StopState
    words: str
    at: datetime | None = None
    url: str = ""


SKIPPED = {
    Place.ROOM: "Sin sala",
    Place.LIVE: "No se transmite",
    Place.RECORDING: "No se graba",
    Place.CLIPS: "Ninguno",
    Place.PUBLISHED: "Nada",
}


def chain_of(stops: Iterable[Stop | None]) -> list[Stop]:
    """Return the five stops in their order; those that nobody told of are skipped."""
    told = {stop.place: stop for stop in stops if stop is not None}
    return [told.get(place) or Stop(place, StopState.SKIP, SKIPPED[place]) for place in Place]
