"""Which clip of the library suits a day: its campaign or words, its rest, bans and consents.

Nothing is planned here. What is refused says why, in sentences.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from vc import dates
from vc.accounts.request_context import RequestContext
from vc.approvals import service as approvals
from vc.calendars.models import COOLDOWN_DAYS, Observance
from vc.channels.models import Channel
from vc.channels.slots import Rules, next_free
from vc.checklists import queries as checklists
from vc.clips import queries as clips
from vc.clips.models import Clip, ClipStatus
from vc.folding import folded
from vc.networks.known import NETWORKS
from vc.permissions import Capability, may
from vc.publishing import gates
from vc.publishing.models import Publication, PublicationStatus

S = PublicationStatus
NOT_OUT = (S.CANCELLED, S.FAILED, S.MISSED)
MORNING = time(9)
LEAD = timedelta(hours=1)
"""So long ahead at least: somebody may have to publish it by hand."""
MOST_TRIED = 40
LEAST_WORD = 4
EMPTY_WORDS = frozenset(
    {"dias", "internacional", "mundial", "nacional", "estatal", "para", "contra", "sobre"}
    | {"semana", "campana"}
)
RESTS = "Sale o salió {day}: le faltan {days} días de descanso."
RESTS_ONE = "Sale o salió {day}: le falta 1 día de descanso."
NO_HOUR = "{channel} ya no tiene una hora libre {day}."
NO_CHANNEL = "Ningún canal admite su archivo o su texto."
NO_CLIP = "No hay clips aprobados de su campaña ni con sus palabras."
NO_RESTED = "No hay otro clip aprobado que haya descansado."


@dataclass(frozen=True, slots=True)
class Choice:
    """A clip on a day, with the hour on each channel that takes it."""

    clip: Clip
    day: date
    times: tuple[tuple[Channel, datetime], ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A clip that would suit, and why it may not go out then."""

    clip: Clip
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Library:
    """The approved clips, when each is or was out, and what is proposed so far."""

    context: RequestContext
    channels: Sequence[Channel]
    clips: list[Clip]
    out_at: dict[int, list[datetime]]
    taken: dict[int, list[datetime]] = field(default_factory=dict)
    """By channel, what has a time there; proposals add theirs."""

    def keep(self, choice: Choice) -> None:
        """Count what is proposed as if it were planned."""
        for channel, at in choice.times:
            self.taken[channel.id].append(at)
            self.out_at.setdefault(choice.clip.id, []).append(at)


def library(context: RequestContext, channels: Sequence[Channel]) -> Library:
    """Return the clips that a person may plan, those that were never out or longest ago first."""
    session = context.session
    query = (
        select(Clip)
        .where(Clip.status == ClipStatus.APPROVED)
        .options(selectinload(Clip.renders), selectinload(Clip.event))
    )
    found = [
        one
        for one in session.scalars(query).unique()
        if may(context.by, Capability.PREPARE_PUBLICATION, one)
    ]
    out_at = _out_at(session)
    never = datetime.min.replace(tzinfo=context.zone)
    found.sort(key=lambda one: (max(out_at.get(one.id, [never])), one.id))
    taken = {one.id: gates.taken_times(session, one, context.now) for one in channels}
    return Library(context, channels, found, out_at, taken)


def suiting(shelf: Library, observance: Observance) -> list[Clip]:
    """Return the clips whose campaign or words are the observance's, its campaign's first."""
    rule = observance.rule
    campaign_id = rule.campaign_id if rule else None
    words = words_of(observance.name)
    of_campaign = [one for one in shelf.clips if campaign_id and _campaign(one) == campaign_id]
    by_words = [one for one in shelf.clips if one not in of_campaign and _says(one, words)]
    return [*of_campaign, *by_words]


def words_of(name: str) -> frozenset[str]:
    """Return the words of a name that tell one day from another: «Día Naranja» → «naranja»."""
    found = re.findall(r"\w+", folded(name))
    return frozenset(one for one in found if len(one) >= LEAST_WORD and one not in EMPTY_WORDS)


def cooldown_of(observance: Observance | None) -> int:
    """Return for how many days a clip rests after it went out."""
    rule = observance.rule if observance else None
    return COOLDOWN_DAYS if rule is None else rule.cooldown_days


def first_of(
    shelf: Library, suits: Iterable[Clip], days: Sequence[date], cooldown: int
) -> tuple[Choice | None, list[Refused]]:
    """Return the first clip that may go out on one of some days, and those before it that not."""
    refused: list[Refused] = []
    for clip in list(suits)[:MOST_TRIED]:
        reasons: list[str] = []
        for day in days:
            choice, against = on_day(shelf, clip, day, cooldown)
            if choice is not None:
                return choice, refused
            reasons = reasons or against
        refused.append(Refused(clip, tuple(reasons)))
    return None, refused


def on_day(shelf: Library, clip: Clip, day: date, cooldown: int) -> tuple[Choice | None, list[str]]:
    """Return when a clip could go out on a day, or why it may not."""
    context = shelf.context
    rests = _rests(shelf, clip, day, cooldown)
    if rests:
        return None, [rests]
    noon = datetime.combine(day, time(12), context.zone)
    against = approvals.why_not_publishable(context.session, clip, noon, zone=context.zone)
    if against:
        return None, against
    taking = [one for one in shelf.channels if _takes(context, clip, one, day)]
    times = [(one, _hour(shelf, one, day)) for one in taking]
    free = tuple((channel, at) for channel, at in times if at is not None)
    if free:
        return Choice(clip, day, free), []
    when = dates.near_day(day, context.now, context.zone)
    full = [NO_HOUR.format(channel=channel, day=when) for channel, _ in times]
    return None, full or [NO_CHANNEL]


def _rests(shelf: Library, clip: Clip, day: date, cooldown: int) -> str:
    """Return why a clip rests on a day; empty where it does not."""
    zone = shelf.context.zone
    for at in shelf.out_at.get(clip.id, ()):
        out_on = at.astimezone(zone).date()
        lacks = cooldown - abs((day - out_on).days)
        if lacks > 0:
            said = RESTS_ONE if lacks == 1 else RESTS
            return said.format(day=dates.near_day(out_on, shelf.context.now, zone), days=lacks)
    return ""


def _takes(context: RequestContext, clip: Clip, channel: Channel, day: date) -> bool:
    """Tell whether a channel takes a clip's file and words, and its consents that channel."""
    films = gates.films_of(clip, channel.network)
    if not films or gates.film_problems(channel.network, films[0]):
        return False
    edit = clips.edit_of(context.session, clip)
    if gates.words_problems(channel, edit.title, edit.text, confirms_link=False):
        return False
    key = NETWORKS[channel.network].consent_key
    return not checklists.consent_gaps(context.session, clip, day, channel=key)


def _hour(shelf: Library, channel: Channel, day: date) -> datetime | None:
    """Return the first hour of a day that is free on a channel; None where none is."""
    context, rules = shelf.context, channel.rules(shelf.context.zone)
    begin = max(_opening(day, rules), context.now + LEAD)
    try:
        at = next_free(begin, shelf.taken[channel.id], rules)
    except ValueError:
        return None
    return at if at.astimezone(context.zone).date() == day else None


def _opening(day: date, rules: Rules) -> datetime:
    """Return from when on a day is offered: a channel with hours of its own has the first one."""
    return datetime.combine(day, time() if rules.hours else MORNING, rules.zone)


def _campaign(clip: Clip) -> int | None:
    """Return the campaign of the session that a clip was cut out of."""
    return clip.event.campaign_id if clip.event else None


def _says(clip: Clip, words: frozenset[str]) -> bool:
    """Tell whether a clip's title, or its session's, has one of the words."""
    texts = [clip.title, clip.event.summary if clip.event else ""]
    campaign = clip.event.campaign if clip.event else None
    texts.append(campaign.name if campaign else "")
    said = set(re.findall(r"\w+", folded(" ".join(texts))))
    return bool(words & said)


def _out_at(session: Session) -> dict[int, list[datetime]]:
    """Return when each clip is, was or is to be out."""
    at = func.coalesce(Publication.published_at, Publication.publish_after)
    query = select(Publication.clip_id, at).where(Publication.status.not_in(NOT_OUT))
    found: dict[int, list[datetime]] = {}
    for clip_id, when in session.execute(query):
        found.setdefault(clip_id, []).append(when)
    return found
