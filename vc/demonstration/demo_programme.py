"""The year's programme of the demonstration, and what was delivered by hand."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

from vc.dates import months_from
from vc.demonstration import demo_clips, queries
from vc.demonstration.stage import Stage
from vc.evidence import KeptFile
from vc.programme import deliveries, service
from vc.programme.deliveries import NewDeliverable
from vc.programme.models import HandKind
from vc.programme.promise import Period
from vc.programme.service import NewGoal, NewTerms

PAPER = "entregables", "evidencia.pdf"
MORNING, NOON = time(9), time(12)
BEGUN = timedelta(days=45)


def add(stage: Stage) -> None:
    """Begin this year's programme with the month before this one. The caller commits.

    Nothing was lived before that, and goals of then would all be unmet.
    """
    today = stage.now.astimezone(stage.zone).date()
    since = max(months_from(today, -1), date(today.year, 1, 1))
    context = stage.request("comunicacion", stage.now - BEGUN)
    programme = service.begin(context, today.year)
    for told in queries.goals():
        campaign = told.get("campaign")
        terms = NewTerms(
            name=told["name"],
            least=told.get("least"),
            most=told.get("most"),
            campaign_id=stage.campaigns[campaign] if campaign else None,
        )
        new = NewGoal(
            kind=told["kind"],
            period=Period(told["period"]),
            since=since,
            terms=terms,
            responsible_id=stage.people[told["who"]].id,
        )
        service.add_goal(context, programme, new)


def deliver(stage: Stage) -> None:
    """Enter what was delivered by hand, some of it with a paper. The caller commits."""
    for told in queries.month()["deliverables"]:
        for at in _moments(stage, told):
            by = stage.request("comunicacion", min(at, stage.now))
            has_paper = "paper" in told
            new = NewDeliverable(
                title=told["title"],
                day=at.date(),
                url=told.get("url", ""),
                evidence=demo_clips.kept_letter(stage, *PAPER) if has_paper else KeptFile(),
            )
            deliveries.enter(by, HandKind(told["kind"]), new)


def _moments(stage: Stage, told: Mapping[str, int]) -> Iterator[datetime]:
    """Yield when something was delivered: once, or on a day of each of the last two months."""
    if "on" not in told:
        yield stage.at(told["days"], NOON)
        return
    today = stage.now.astimezone(stage.zone).date()
    for month in (-1, 0):
        day = months_from(today, month).replace(day=told["on"])
        if day <= today:
            yield datetime.combine(day, MORNING, stage.zone)
