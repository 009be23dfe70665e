"""What the views of publications share: the worker's tools, the forms of a clip, the panels."""

import calendar
from datetime import date, datetime
from zoneinfo import ZoneInfo

import segno
from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from vc.access import can, clock
from vc.addresses import absolute_url
from vc.approvals import service as approvals
from vc.booking.pages import office_zone
from vc.channels import labels as channel_labels
from vc.channels import queries as channels
from vc.channels import service as channel_rules
from vc.channels.models import Channel
from vc.channels.slots import clashes
from vc.clips.models import Clip, ClipRender
from vc.db import db
from vc.errors import RuleError
from vc.networks.facts import Network
from vc.networks.known import NETWORKS
from vc.publishing import gates, labels, metrics, queries, steps
from vc.publishing.composer import own_post, post_of
from vc.publishing.forms import (
    ChangeForm,
    LinkForm,
    PostForm,
    ProofForm,
    RetractForm,
    figures_to_type,
    move_of,
)
from vc.publishing.models import COMING, TAKES_A_PLACE, Phase, Publication
from vc.publishing.payload import draft_of
from vc.services import services


def plan(session: Session, now: datetime) -> None:
    """Make due what the clock alone makes due; the sweep calls it and commits."""
    steps.plan(session, now, zone=office_zone())
    networks = [one for one in Network if one in services().publishers]
    channel_rules.plan(session, now, connected=networks)


def queue_page(clip: Clip, forms: list[tuple[Channel, PostForm]], message: str = "") -> str:
    """Return the page that puts a clip on several channels."""
    blocks = [(channel, form, post_of(clip, channel, form)) for channel, form in forms]
    return render_template(
        "publishing/queue.html",
        clip=clip,
        blocks=blocks,
        message=message,
        planned=queries.of_clip(db.session(), clip),
        why_not=approvals.why_not_publishable(db.session(), clip, clock(), zone=office_zone()),
        **names(),
    )


def change_page(publication: Publication, form: ChangeForm) -> str:
    """Return the page that changes a publication."""
    return render_template(
        "publishing/change.html",
        publication=publication,
        clip=publication.clip,
        channel=publication.channel,
        form=form,
        post=post_of(publication.clip, publication.channel, form),
        **names(),
    )


def show_page(publication: Publication, **forms: object) -> str:
    """Return a publication's own page; a form that was refused is shown as it was sent."""
    now, zone = clock(), office_zone()
    at = max(now, publication.ready_at)
    given = {
        "link_form": LinkForm(formdata=None),
        "move_form": move_of(publication, zone),
        "retract_form": RetractForm(formdata=None),
        "proof_form": ProofForm(formdata=None),
        "figures_form": figures_to_type(publication),
    }
    against = gates.reasons_against(db.session(), publication, at, zone=zone)
    address = absolute_url("publishing.show", publication_id=publication.id)
    return render_template(
        "publishing/show.html",
        publication=publication,
        clip=publication.clip,
        channel=publication.channel,
        film=publication.film,
        post=own_post(publication),
        in_order=metrics.in_order,
        against=[one for one in against if one != gates.TEXT_WAITS],
        text_waits=gates.TEXT_WAITS in against,
        digest=publication.words_sha256,
        pause=gates.pause_of(db.session(), publication, now),
        echoes=queries.echoes(db.session(), publication, now),
        missing_figures=metrics.missing(publication, now),
        history=queries.lines_of(db.session(), publication),
        way=_way_of(publication),
        qr=segno.make(address, error="m").svg_data_uri(scale=4, border=2, dark="#2b1016"),
        **(given | forms | names()),
    )


def _way_of(publication: Publication) -> str:
    """Return how the film gets to a network that knows two ways; empty where there is one."""
    has_two = NETWORKS[publication.channel.network].has_two_ways
    is_begun = publication.phase is not Phase.NEW and bool(publication.upload_url)
    return labels.WAYS[draft_of(publication).way] if has_two and is_begun else ""


def panel(clip: Clip) -> Markup:
    """Return what a clip's page shows of where it is published."""
    rows = queries.of_clip(db.session(), clip)
    is_approved = approvals.approval_of(db.session(), clip) is not None
    if not rows and not is_approved:
        return Markup()
    shown = render_template(
        "publishing/_panel.html",
        clip=clip,
        rows=rows,
        may_queue=is_approved and can("publishing.queue", clip),
        total=metrics.total_of(rows),
        **names(),
    )
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def today_panel() -> Markup:
    """Return what the day's page shows: what waits for somebody, and what holds all back."""
    rows, pauses = (
        queries.needing(db.session()),
        gates.active_pauses(db.session(), clock()),
    )
    if not rows and not pauses:
        return Markup()
    shown = render_template("publishing/_today.html", rows=rows, pauses=pauses, **names())
    return Markup(shown)  # noqa: S704 - rendered by a template that escapes


def weeks_of(day: date, rows: list[Publication]) -> list[list[tuple[date, list[Publication]]]]:
    """Return the weeks of a month, Monday first: each day with what goes out."""
    zone = office_zone()
    by_day: dict[date, list[Publication]] = {}
    for one in rows:
        by_day.setdefault(one.publish_after.astimezone(zone).date(), []).append(one)
    weeks = calendar.Calendar().monthdatescalendar(day.year, day.month)
    return [[(one, by_day.get(one, [])) for one in week] for week in weeks]


def gaps_in(rows: list[Publication], day: date, zone: ZoneInfo, now: datetime) -> list[str]:
    """Return which channels have nothing in which weeks that are still to come, as sentences."""
    found = []
    weeks = calendar.Calendar().monthdatescalendar(day.year, day.month)
    today = now.astimezone(zone).date()
    coming = [week for week in weeks if week[-1] >= today]
    for channel in channels.offered(db.session()):
        days = {
            one.publish_after.astimezone(zone).date()
            for one in rows
            if one.channel_id == channel.id
        }
        empty = [week[0] for week in coming if not days & set(week)]
        if empty:
            starts = ", ".join(f"{one.day}/{one.month}" for one in empty)
            word = "la semana del" if len(empty) == 1 else "las semanas del"
            found.append(f"{channel.name}: nada en {word} {starts}.")
    return found


def clashes_in(rows: list[Publication], zone: ZoneInfo) -> dict[int, str]:
    """Return, by publication, why its time does not suit its channel."""
    found = {}
    for one in rows:
        if one.status not in COMING:
            continue
        taken = [
            other.published_at or other.ready_at
            for other in rows
            if other is not one
            and other.channel_id == one.channel_id
            and other.status in TAKES_A_PLACE
        ]
        against = clashes(one.ready_at, taken, one.channel.rules(zone))
        if against:
            found[one.id] = " ".join(channel_labels.CLASHES[clash] for clash in against)
    return found


def names() -> dict[str, object]:
    """Return what every page of publications names."""
    return {
        "channel_labels": channel_labels,
        "zone": office_zone(),
        "now": clock(),
        "move_of": move_of,
    }


def film_of_clip(publication: Publication) -> ClipRender:
    """Return the file that is to go. Raises RuleError where there is none any more."""
    if publication.film is None:
        raise RuleError(gates.NO_FILE)
    return publication.film
