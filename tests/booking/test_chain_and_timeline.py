"""The chain has five stops, and the timeline stands around now."""

from datetime import UTC, datetime, timedelta

from vc.booking.chain import Place, Stop, StopState, chain_of
from vc.booking.timeline import LATEST, Entry, timeline_of

NOW = datetime(2031, 3, 4, 16, tzinfo=UTC)


def entry(hours: float, text: str = "", **more: object) -> Entry:
    """Return what happened so many hours ago, or will where they are negative."""
    return Entry(at=NOW - timedelta(hours=hours), text=text or f"hace {hours}", **more)


def test_the_chain_always_has_its_five_stops_in_their_order():
    told = [Stop(Place.CLIPS, StopState.NOW, "0 de 2"), None, Stop(Place.ROOM, StopState.DONE, "L")]

    stops = chain_of(told)

    assert [stop.place for stop in stops] == list(Place)
    assert [stop.state.value for stop in stops] == ["done", "skip", "skip", "now", "skip"]
    assert stops[1].words == "No se transmite"


def test_what_happened_and_what_will_stand_around_now():
    timeline = timeline_of([entry(-2), entry(3), entry(0), entry(1)], NOW)

    assert [one.text for one in timeline.latest] == ["hace 3", "hace 1", "hace 0"]
    assert [one.text for one in timeline.ahead] == ["hace -2"]
    assert timeline.earlier == []


def test_what_is_long_past_is_folded():
    timeline = timeline_of([entry(hours) for hours in range(20, 0, -1)], NOW)

    assert len(timeline.latest) == LATEST
    assert [one.text for one in timeline.earlier][:2] == ["hace 20", "hace 19"]


def test_what_can_be_taken_back_is_never_folded_away():
    entries = [entry(hours) for hours in range(20, 0, -1)]

    timeline = timeline_of([*entries, entry(15.5, "movida", undo_line=7)], NOW)

    assert timeline.latest[0].text == "movida"
    assert len(timeline.earlier) == 5


def test_what_happened_at_once_stays_in_the_order_in_which_it_is_told():
    timeline = timeline_of([entry(1, "primero"), entry(1, "después")], NOW)

    assert [one.text for one in timeline.latest] == ["primero", "después"]
