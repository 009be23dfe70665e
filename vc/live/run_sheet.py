"""The run sheet of a broadcast: what is checked before, done during and settled after.

Who found which item well, or not, and when, is a tick of the broadcast.
"""

from dataclasses import dataclass
from datetime import datetime

from integrations.contracts.broadcasting import StreamCheck
from vc.accounts.models import Person
from vc.live.models import Broadcast, BroadcastMode, Phase, Tick
from vc.live.vendor_calls import VendorView

ROOM, ENCODER, BY_HAND = BroadcastMode.ROOM, BroadcastMode.ENCODER, BroadcastMode.BY_HAND
EVERYBODY = frozenset(BroadcastMode)
NO_KEY = "Facebook no dio la clave de transmisión."
KEY_NOT_HANDED = "La sala no tiene la clave: {reason}"
HANDED = "La sala tiene la clave vigente."
NOT_ANNOUNCED = "No se pudo leer en Facebook: {reason}"
NO_COVER = "Sin portada: Facebook mostrará una imagen gris. Súbala en «Editar transmisión»."
COVER_BY_HAND = (
    "La portada está aquí, pero Facebook no puede tomarla de esta dirección: póngala en Facebook."
)
NO_MODERATOR = "Falta elegir quién modera los comentarios."
ALLOWED = frozenset({"allowed", "custom_service", "licensed"})


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
            "La cuenta de Zoom puede transmitir",
            frozenset({ROOM}),
            frozenset({ROOM}),
        ),
        Item(
            "not_encrypted",
            Phase.BEFORE,
            "La sala permite transmitir",
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
            "La transmisión está anunciada y su enlace abre",
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


def set_tick(
    broadcast: Broadcast,
    item: str,
    *,
    is_good: bool | None,
    now: datetime,
    by: Person | None = None,
    detail: str = "",
) -> None:
    """Write an item's tick; what a person ticked well the system does not take back to unknown."""
    tick = next((one for one in broadcast.ticks if one.item == item), None)
    if tick is None:
        tick = Tick(item=item)
        broadcast.ticks.append(tick)
    else:
        is_same = (tick.is_good, tick.detail, tick.by_id) == (is_good, detail, by and by.id)
        was_theirs = by is None and is_good is None and tick.by_id is not None
        if is_same or was_theirs:
            return
    tick.is_good = is_good
    tick.detail = detail[:500]
    tick.by_id = by.id if by else None
    tick.by_name = by.name if by else ""
    tick.at = now


def forget_rehearsal(broadcast: Broadcast, now: datetime) -> None:
    """Take back what was found for another time: by the system, and by people while it was on.

    What people settled before, such as a form of questions, stays settled.
    """
    for tick in broadcast.ticks:
        item = ITEMS.get(tick.item)
        if tick.by_id is None or (item is not None and item.phase is Phase.DURING):
            tick.is_good, tick.detail, tick.at = None, "", now
            tick.by_id, tick.by_name = None, ""


def note_rehearsal(
    broadcast: Broadcast, seen: VendorView, now: datetime, *, takes_covers: bool
) -> list[str]:
    """Tick what the system can tell before the broadcast; return what is wrong, in Spanish."""
    wrong = [] if broadcast.is_by_hand else _note_vendors(broadcast, seen, now)
    if not broadcast.is_by_hand:
        _note_cover(broadcast, now, takes_covers=takes_covers)
    name = broadcast.moderator.name if broadcast.moderator else ""
    set_tick(broadcast, "moderator", is_good=bool(name), now=now, detail=name or NO_MODERATOR)
    return wrong


def note_figures(broadcast: Broadcast, now: datetime) -> None:
    """Tick the figures once they are all there."""
    is_complete = broadcast.peak_viewers is not None and broadcast.reach is not None
    set_tick(broadcast, "figures", is_good=is_complete or None, now=now)


def good(broadcast: Broadcast, phase: Phase) -> tuple[int, int]:
    """Return the numbers of a phase's items that are well, and of all."""
    lines = lines_of(broadcast, phase)
    return sum(line.is_good for line in lines), len(lines)


def _note_vendors(broadcast: Broadcast, seen: VendorView, now: datetime) -> list[str]:
    """Tick what the channel and the room showed."""
    wrong = []
    reason = seen.trouble.message if seen.trouble else ""
    detail = NOT_ANNOUNCED.format(reason=reason) if reason else broadcast.permalink_url
    set_tick(broadcast, "announced", is_good=not reason, now=now, detail=detail)
    wrong += [detail] if reason else []
    if broadcast.mode is not BroadcastMode.ROOM:
        return wrong
    wrong += _note_checks(broadcast, seen.checks, now)
    has_key = bool(broadcast.handed_to) and broadcast.handed_to == _room_id(broadcast)
    if has_key:
        detail = HANDED
    elif seen.room_trouble:
        detail = KEY_NOT_HANDED.format(reason=seen.room_trouble.message)
    else:
        detail = NO_KEY
    set_tick(broadcast, "key", is_good=has_key, now=now, detail=detail)
    return wrong if has_key else [*wrong, detail]


def _note_checks(broadcast: Broadcast, checks: tuple[StreamCheck, ...], now: datetime) -> list[str]:
    """Tick what the room's vendor says of its account and of the room."""
    wrong = []
    for item, names in (("streaming_allowed", ALLOWED), ("not_encrypted", {"not_encrypted"})):
        found = [check for check in checks if check.name in names]
        bad = [check.advice for check in found if check.is_good is False]
        is_known = bool(found) and all(check.is_good is not None for check in found)
        is_good = False if bad else True if is_known else None
        set_tick(broadcast, item, is_good=is_good, now=now, detail=" ".join(bad))
        wrong += bad
    return wrong


def _note_cover(broadcast: Broadcast, now: datetime, *, takes_covers: bool) -> None:
    """Tick the cover; where the channel cannot fetch it a person has to look."""
    if not broadcast.cover_slug:
        set_tick(broadcast, "cover", is_good=None, now=now, detail=NO_COVER)
    elif takes_covers:
        set_tick(broadcast, "cover", is_good=True, now=now)
    else:
        set_tick(broadcast, "cover", is_good=None, now=now, detail=COVER_BY_HAND)


def _room_id(broadcast: Broadcast) -> str:
    """Return the id of the session's room at its vendor."""
    return broadcast.event.meeting.external_id
