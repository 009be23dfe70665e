"""What happens in the year: acts in the order of time. A ban in April, a disaster in September."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.booking.sessions import ZONE
from tests.year.office import Office
from vc.channels.models import Channel
from vc.clips.models import ClipKind

YEAR = 2031
TOWNS = ("Rioverde", "Matehuala", "Ciudad Valles", "Soledad de Graciano Sánchez", "Cerritos")
BAN = (date(YEAR, 4, 1), date(YEAR, 5, 15))
DISASTER = (date(YEAR, 9, 8), date(YEAR, 9, 21))
LEAVES_IN = 7
"""In July the author of the clips leaves, and somebody else goes on."""
TWO_LIVES = (1, 2, 3, 6, 7, 8, 10, 11)
NO_LIVE = (4,)
EASED = {
    4: ("live", "clip.fragment", "clip.capsule", "clip.interview"),
    5: ("clip.fragment", "clip.capsule", "clip.interview"),
    9: ("clip.fragment", "clip.capsule", "clip.interview"),
}
"""Of which goals a month asks nothing, because of the ban or the disaster."""
CLIPS = (
    *(ClipKind.FRAGMENT,) * 3,
    *(ClipKind.CAPSULE, ClipKind.CAPSULE, ClipKind.INTERVIEW),
)
"""Of a month, in the order in which they go out."""
Act = Callable[[Office], object]


@dataclass
class Plan:
    """The acts of the year, by when they are done."""

    channel: Channel
    acts: list[tuple[datetime, int, Act]] = field(default_factory=list)
    sessions: dict[str, int] = field(default_factory=dict)
    clips: list[int] = field(default_factory=list)

    def at(self, moment: datetime, act: Act) -> None:
        """Plan an act."""
        self.acts.append((moment, len(self.acts), act))

    def of_months(self, months: int) -> Iterator[tuple[datetime, Act]]:
        """Yield the acts of the first months, in the order of time."""
        for month in range(1, months + 1):
            self._sessions_of(month)
            self._clips_of(month)
            self._papers_of(month)
            self._exceptions_of(month)
        for moment, _, act in sorted(self.acts, key=lambda one: one[:2]):
            yield moment, act

    def _session(self, name: str, at: datetime, came: int | None, **answers: object) -> None:
        """Plan a session: booked ten days before, held at its time; None: nobody opens its room."""

        def book(office: Office) -> None:
            self.sessions[name] = office.book(name, at, **answers)

        def hold(office: Office) -> None:
            if came is None:
                office.leave_empty(self.sessions[name])
            else:
                office.hold(self.sessions[name], came)

        self.at(at - timedelta(days=10), book)
        self.at(at - timedelta(days=2), hold)

    def _sessions_of(self, month: int) -> None:
        """Plan a month's lives, its CMSP, one that nobody opens, and what the disaster cancels."""
        lives = 0 if month in NO_LIVE else 2 if month in TWO_LIVES else 1
        for number in range(lives):
            at = _noon(month, 12 + 14 * number, hour=11)
            name = f"Plática en vivo {month}.{number}"
            shown = {"visibility": "public", "streams": True}
            self._session(name, at, 4 + number, municipality=TOWNS[month % 5], **shown)
        at = _noon(month, 16, hour=13)
        town = TOWNS[(month + 1) % 5]
        self._session(f"CMSP {month}", at, 3, kind="cmsp", municipality=town, records=True)
        at, name = _noon(month, 27, hour=17), f"Plática a la que nadie llegó {month}"
        self._session(name, at, None, municipality="Tamazunchale")
        if month == DISASTER[0].month:
            at, name = _noon(month, 10, hour=17), "Plática que no se pudo dar"

            def book(office: Office) -> None:
                self.sessions[name] = office.book(name, at)

            self.at(_noon(month, 2), book)
            self.at(_noon(month, 8), lambda office: office.cancel(self.sessions[name], "Lluvias"))

    def _clips_of(self, month: int) -> None:
        """Plan the clips that are cut of the month's sessions, and when each goes out."""
        if month == BAN[0].month:
            # Nobody can approve what may not go out.
            return
        source = f"CMSP {month}"
        for number, kind in enumerate(CLIPS):
            title = f"{kind.value} {month}.{number}"

            def cut(office: Office, kind: ClipKind = kind, title: str = title) -> None:
                self.clips.append(office.cut(self.sessions[source], kind, title))

            self.at(_noon(month, 18, minute=number), cut)
        days = [19, 20, 21, 22, 23, 24]
        for number, day in enumerate(days):
            if _is_shut(date(YEAR, month, day)):
                continue
            self.at(_noon(month, day, hour=9), lambda office, n=number: self._go_out(office, n))

    def _go_out(self, office: Office, number: int) -> None:
        """Publish one of the last clips that were cut, by hand, at noon of the same day."""
        clip = self.clips[number - len(CLIPS)]
        noon = office.clock().astimezone(ZONE).replace(hour=12, minute=0)
        post = office.publish(clip, self.channel, noon)
        office.move_to(noon)
        office.bring(post)

    def _papers_of(self, month: int) -> None:
        """Plan what is entered by hand: two bulletins, and what went out on Día Naranja."""
        for day in (5, 19):
            on = date(YEAR, month, day)
            title = f"Boletín {month}.{day}"
            self.at(
                _noon(month, day, hour=18),
                lambda office, on=on, title=title: office.hand_in("bulletin", title, on),
            )
        orange = date(YEAR, month, 25)
        self.at(
            _noon(month, 25, hour=18),
            lambda office: office.hand_in("observance", "Día Naranja", orange),
        )

    def _exceptions_of(self, month: int) -> None:
        """Plan the ban and who finds it closed, the disaster, and that somebody leaves."""
        if month == 3:
            self.at(_noon(3, 3), lambda office: office.forbid("Proceso local", *BAN))
        if month == BAN[0].month:
            noon = _noon(4, 20)

            def try_it(office: Office) -> None:
                assert office.is_refused(self.clips[-1], self.channel, noon)

            self.at(_noon(4, 19, hour=10), try_it)
        if month == LEAVES_IN:

            def leave(office: Office) -> None:
                office.close_account(office.author, office.relief)
                office.author = office.relief

            self.at(_noon(month, 1, hour=9), leave)
        for kind in EASED.get(month, ()):
            reason = "disaster" if month == DISASTER[0].month else "ban"
            self.at(
                _noon(month, 2, hour=9),
                lambda office, kind=kind, reason=reason: office.ease(
                    kind, date(YEAR, month, 1), reason, "No se publica en esos días"
                ),
            )


def _noon(month: int, day: int, *, hour: int = 12, minute: int = 0) -> datetime:
    """Return an instant of the year on the office's clock."""
    return datetime(YEAR, month, day, hour, minute, tzinfo=ZONE)


def _is_shut(day: date) -> bool:
    """Tell whether nothing is published on a day: by the ban, or because of the disaster."""
    return any(first <= day <= last for first, last in (BAN, DISASTER))
