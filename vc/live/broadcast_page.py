"""A broadcast's own page, and the one that changes it; a form that was refused is shown as sent."""

from datetime import timedelta

from flask import render_template, url_for
from markupsafe import Markup

from vc.booking.form_page import hosts_to_choose
from vc.booking.models import Event
from vc.db import db
from vc.live import queries, run_sheet
from vc.live.forms import (
    BroadcastForm,
    TickForm,
    VideoForm,
    figures_of,
    form_values,
    linked,
    ticked,
)
from vc.live.models import Broadcast, Phase
from vc.live.panels import month_of, names_of, preview
from vc.live.suggested_post import Post


def show_page(event: Event, broadcast: Broadcast, **forms: object) -> str:
    """Return the broadcast's own page; a form that was refused is shown as it was sent."""
    names = {
        "link_form": linked(broadcast),
        "figures_form": figures_of(broadcast),
        "video_form": VideoForm(formdata=None),
        "tick_form": TickForm(formdata=None),
        "seen_of": lambda line: ticked(line.tick).seen.data,
        "ticked": "",
    }
    return render_template(
        "live/show.html",
        event=event,
        history=queries.lines_of(db.session(), broadcast),
        preview=_own_preview(broadcast),
        phases=[(phase, run_sheet.lines_of(broadcast, phase)) for phase in Phase],
        **(names_of(event, broadcast) | names | forms),
    )


def edit_page(event: Event, broadcast: Broadcast, form: BroadcastForm) -> str:
    """Return the page that changes a broadcast."""
    return render_template(
        "live/edit.html",
        event=event,
        broadcast=broadcast,
        form=form,
        preview=Markup(typed_preview(form, broadcast)),  # noqa: S704 - rendered, so escaped
        month=month_of(event.starts_at, without=event),
    )


def edit_form(broadcast: Broadcast, **more: object) -> BroadcastForm:
    """Return the form that changes a broadcast: as it is, or as somebody sent it."""
    form = BroadcastForm(data=form_values(broadcast), **more)
    form.offer(hosts_to_choose())
    return form


def typed_preview(form: BroadcastForm, broadcast: Broadcast) -> str:
    """Return the post as it is being typed."""
    post = Post(
        form.live_title.data or "",
        form.live_description.data or "",
        form.hashtags(),
    )
    starts_at = broadcast.event.starts_at - timedelta(minutes=form.lead_min())
    return preview(post, starts_at, cover_url_of(broadcast))


def _own_preview(broadcast: Broadcast) -> Markup:
    """Return the post as it is."""
    post = Post(broadcast.title, broadcast.description, broadcast.hashtags)
    html = preview(post, broadcast.starts_at, cover_url_of(broadcast))
    return Markup(html)  # noqa: S704 - rendered by a template that escapes


def cover_url_of(broadcast: Broadcast) -> str:
    """Return the address of its cover; empty while there is none."""
    return url_for("live.cover", slug=broadcast.cover_slug) if broadcast.cover_slug else ""
