"""The pages of channels."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template
from flask import url_for as to
from werkzeug.wrappers import Response as AnyResponse

from vc.access import allow, clock, current_person, signed_in
from vc.channels import queries, service
from vc.channels.forms import ChannelForm, filled
from vc.channels.models import Channel
from vc.connections import service as connections
from vc.connections.models import Use
from vc.connections.vendors import PAGES
from vc.db import db
from vc.errors import ConcurrentChangeError, RuleError
from vc.networks.known import NETWORKS
from vc.permissions import Capability
from vc.services import services

bp = Blueprint("channels", __name__)

UNPROCESSABLE = 422
Answer = AnyResponse | str | tuple[str, int]


@bp.get("/canales")
@allow(Capability.READ)
def index() -> str:
    """List the channels."""
    found = queries.all_channels(db.session())
    stops = connections.stops(db.session(), Use.POSTS)
    return render_template("channels/index.html", channels=found, stops=stops, first=service.FIRST)


@bp.post("/canales/primeros")
@allow(Capability.MANAGE_CHANNELS)
def add_first() -> AnyResponse:
    """Add the channels that most offices have."""
    service.add_first(db.session(), now=clock(), by=current_person())
    db.session.commit()
    flash("Se agregaron los canales. Revise sus horas y sus direcciones.", "success")
    return redirect(to("channels.index"), 303)


@bp.route("/canales/nuevo", methods=["GET"])
@allow(Capability.MANAGE_CHANNELS)
def new() -> str:
    """Show the page that adds one."""
    return _form_page(filled(None))


@bp.post("/canales")
@allow(Capability.MANAGE_CHANNELS)
def create() -> Answer:
    """Add a channel."""
    form = ChannelForm()

    def add() -> None:
        service.add(db.session(), form.wanted(), connected=connected(), now=clock(), by=signed_in())

    return _saved(form, None, add)


@bp.get("/canales/<int:channel_id>")
@allow(Capability.MANAGE_CHANNELS, channel_id=Channel)
def edit(channel_id: int) -> str:
    """Show the page that changes one."""
    channel = queries.channel_by_id(db.session(), channel_id)
    return _form_page(filled(channel), channel)


@bp.post("/canales/<int:channel_id>")
@allow(Capability.MANAGE_CHANNELS, channel_id=Channel)
def change(channel_id: int) -> Answer:
    """Change a channel; its network stays what it is."""
    channel = queries.channel_by_id(db.session(), channel_id)
    form = ChannelForm(network=channel.network.value)
    form.network.data = channel.network.value

    def save() -> None:
        service.change(
            db.session(),
            channel,
            form.wanted(),
            form.shown_version,
            connected=connected(),
            now=clock(),
            by=signed_in(),
        )

    return _saved(form, channel, save)


@bp.get("/canales/<int:channel_id>/conexion")
@allow(Capability.MANAGE_CHANNELS, channel_id=Channel)
def connection(channel_id: int) -> str:
    """Show the guide: what to create where, what of it is set, and how the connection stands."""
    channel = queries.channel_by_id(db.session(), channel_id)
    # The office's own page needs no connection; where only a person publishes there is none.
    known = NETWORKS[channel.network]
    steps = known.guide or abort(404)
    names = {name for step in steps for name in step.settings}
    settings = services().settings
    return render_template(
        "channels/connection.html",
        channel=channel,
        state=connections.state_of(db.session(), Use.POSTS, channel.network.value),
        steps=steps,
        scopes=known.permissions,
        known={name for name in names if getattr(settings, name.lower())},
        is_connected=channel.network in connected(),
        page=next((f"connections.{key}" for key, one in PAGES.items() if one.gives(names)), ""),
    )


@bp.post("/canales/<int:channel_id>/probar")
@allow(Capability.MANAGE_CHANNELS, channel_id=Channel)
def check(channel_id: int) -> AnyResponse:
    """Check at once how the connection stands."""
    channel = queries.channel_by_id(db.session(), channel_id)
    network = channel.network.value
    found = connections.check_now(db.session(), Use.POSTS, network, services())
    flash(found.message, "success" if found.is_working else "error")
    return redirect(to("channels.connection", channel_id=channel_id), 303)


def connected() -> frozenset[str]:
    """Return the networks that the system can publish on by itself."""
    return frozenset(services().publishers)


def _saved(form: ChannelForm, channel: Channel | None, save: Callable[[], None]) -> Answer:
    """Save what a form asks for, or show it again as it was sent."""
    if not form.validate():
        return _form_page(form, channel), UNPROCESSABLE
    try:
        save()
        db.session.commit()
    except ConcurrentChangeError as error:
        db.session.rollback()
        form.set_beside(filled(channel), error)
        return _form_page(form, channel), form.status
    except RuleError as error:
        db.session.rollback()
        form.blame(error)
        return _form_page(form, channel), UNPROCESSABLE
    flash("Se guardó el canal.", "success")
    return redirect(to("channels.index"), 303)


def _form_page(form: ChannelForm, channel: Channel | None = None) -> str:
    """Return the page with the form."""
    return render_template("channels/form.html", form=form, channel=channel)
