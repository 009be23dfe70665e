"""The run sheet of a broadcast: what is checked before, done during, and settled after. Pure."""

from dataclasses import dataclass

from vc.live.models import Broadcast, BroadcastMode, Phase, Tick

ROOM, ENCODER, BY_HAND = BroadcastMode.ROOM, BroadcastMode.ENCODER, BroadcastMode.BY_HAND
EVERYBODY = frozenset(BroadcastMode)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the sheet. `modes` are those it concerns.

    `by_system` tells that in these modes the system looks by itself; everywhere else, and where it
    cannot tell, a person ticks.
    """

    key: str
    phase: Phase
    label: str
    modes: frozenset[BroadcastMode] = EVERYBODY
    by_system: frozenset[BroadcastMode] = frozenset()
    hint: str = ""


ITEMS = {
    item.key: item
    for item in (
        Item(
            "streaming_allowed",
            Phase.BEFORE,
            "La licencia permite transmitir a un servicio propio",
            frozenset({ROOM}),
            frozenset({ROOM}),
        ),
        Item(
            "not_encrypted",
            Phase.BEFORE,
            "La sala no usa cifrado de extremo a extremo",
            frozenset({ROOM}),
            frozenset({ROOM}),
        ),
        Item(
            "key",
            Phase.BEFORE,
            "La clave de transmisión es válida y la sala la tiene",
            by_system=frozenset({ROOM}),
            hint="La clave se ve solo en Facebook; no la copie en correos ni en chats.",
        ),
        Item(
            "announced",
            Phase.BEFORE,
            "El en vivo está anunciado y su enlace abre",
            by_system=frozenset({ROOM, ENCODER}),
        ),
        Item("cover", Phase.BEFORE, "La portada está puesta", by_system=frozenset({ROOM, ENCODER})),
        Item("moderator", Phase.BEFORE, "Alguien modera los comentarios", by_system=EVERYBODY),
        Item(
            "questions",
            Phase.BEFORE,
            "El formulario de preguntas está listo",
            hint="Abra el formulario y compruebe que recibe respuestas.",
        ),
        Item(
            "told",
            Phase.DURING,
            "Se dijo a quienes están que se transmite",
            hint="Al empezar, y otra vez a quien llega tarde.",
        ),
        Item("picture", Phase.DURING, "Imagen y sonido llegan bien a Facebook"),
        Item("comments", Phase.DURING, "El enlace de preguntas está fijado en los comentarios"),
        Item(
            "permalink",
            Phase.AFTER,
            "La grabación se ve en el enlace publicado",
            by_system=frozenset({ROOM, ENCODER}),
        ),
        Item("figures", Phase.AFTER, "Audiencia máxima y alcance anotados", by_system=EVERYBODY),
        Item("incident", Phase.AFTER, "Incidencias anotadas (o «sin incidencias»)"),
    )
}


@dataclass(frozen=True, slots=True)
class Line:
    """One item as a page shows it: with its tick, if there is one."""

    item: Item
    tick: Tick | None
    by_system: bool

    @property
    def is_good(self) -> bool:
        """Tell whether it was found well."""
        return self.tick is not None and self.tick.is_good is True

    @property
    def is_bad(self) -> bool:
        """Tell whether it was found wanting."""
        return self.tick is not None and self.tick.is_good is False


def lines_of(broadcast: Broadcast, phase: Phase) -> list[Line]:
    """Return the lines of a phase that concern the broadcast's mode."""
    ticks = {tick.item: tick for tick in broadcast.ticks}
    return [
        Line(item, ticks.get(item.key), broadcast.mode in item.by_system)
        for item in ITEMS.values()
        if item.phase is phase and broadcast.mode in item.modes
    ]


def missing(broadcast: Broadcast, phase: Phase) -> list[Line]:
    """Return the lines of a phase that are not well yet."""
    return [line for line in lines_of(broadcast, phase) if not line.is_good]
