"""The pages of publications: the board, the plan, what goes to each channel, one publication."""

from datetime import timedelta

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask import url_for as to
from werkzeug.wrappers import Response as AnyResponse

from vc import dates, spreadsheet
from vc.access import allow, anybody, clock, office_date, office_zone, only_answers
from vc.approvals import service as approvals
from vc.booking.queries import campaigns, local_day
from vc.channels import queries as channels
from vc.channels.models import Channel
from vc.clips import queries as clips
from vc.clips.models import Clip, ClipRender
from vc.db import db
from vc.errors import ConcurrentChangeError, NotFoundError, RuleError
from vc.inputs import day_of
from vc.lists.requests import exported
from vc.permissions import Capability
from vc.publishing import (
    composer,
    coverage,
    film_links,
    gates,
    panels,
    publication_page,
    queries,
    service,
)
from vc.publishing.composer import context, post_of
from vc.publishing.forms import ChangeForm, ChannelForm, PauseForm, QueueForm
from vc.publishing.hooks import PURPOSES
from vc.publishing.models import Publication
from vc.publishing.panels import names
from vc.publishing.spreadsheet import COLUMNS, row_of
from vc.recordings.serving import Kept, serve
from vc.services import services

bp = Blueprint("publishing", __name__)

UNPROCESSABLE = 422
DAY = timedelta(days=1)
CHOOSE = "Marque al menos un canal."


@bp.get("/publicaciones")
@allow(Capability.READ)
def index() -> str:
    """Show the board."""
    return board(pause_form(is_sent=False))


def board(form: PauseForm) -> str:
    """Return the board with the form that holds publications back, also as it was refused."""
    wanted, now = queries.Search.of(request.args), clock()
    is_gone = request.args.get("ver") == "retiradas"
    _, soon = local_day(office_date() + DAY, office_zone())
    return render_template(
        "publishing/index.html",
        columns=[] if is_gone else queries.board(db.session(), wanted, now, soon),
        gone=queries.over(db.session(), wanted, now) if is_gone else None,
        causes=queries.causes(db.session()),
        pauses=gates.active_pauses(db.session(), clock()),
        pause_form=form,
        wanted=wanted,
        channels=channels.all_channels(db.session()),
        campaigns=campaigns(db.session()),
        **panels.names(),
    )


@bp.route("/publicaciones/lista.<kind>", methods=["GET", "POST"])
@allow(Capability.READ)
@only_answers
def export(kind: str) -> Response:
    """Give the publications of the board, as it is narrowed or chosen from, as a file."""
    rows = exported(lambda asked: queries.found(queries.Search.of(asked)))
    lines = map(row_of, rows)
    return spreadsheet.download(kind, "publicaciones", COLUMNS, lines, office_zone())


@bp.get("/publicaciones/plan")
@allow(Capability.READ)
def plan() -> str:
    """Show the plan of a month, as a calendar and as a list."""
    zone = office_zone()
    asked = day_of(f"{request.args.get('mes', '')}-01")
    day = asked or office_date().replace(day=1)
    start, end = dates.month_bounds(day, zone)
    wanted = queries.Search.of(request.args)
    rows = queries.between(db.session(), start, end, wanted)
    weeks = dates.weeks_of_month(day, rows, lambda one: one.publish_after, zone)
    grounds = coverage.grounds_between(weeks[0][0][0], weeks[-1][-1][0])
    return render_template(
        "publishing/plan.html",
        day=day,
        start=start,
        before=dates.months_from(day, -1),
        after=dates.months_from(day, 1),
        rows=rows,
        weeks=weeks,
        grounds=grounds,
        gaps=coverage.gaps_in(rows, day, zone, clock()),
        clashes=coverage.clashes_in(rows, zone),
        wanted=wanted,
        channels=channels.offered(db.session()),
        **panels.names(),
    )


@bp.route("/clips/<int:clip_id>/publicar", methods=["GET", "POST"])
@allow(Capability.PREPARE_PUBLICATION, clip_id=Clip)
def queue(clip_id: int) -> AnyResponse | str | tuple[str, int]:
    """Put a clip on several channels at once."""
    clip = clips.clip_by_id(db.session(), clip_id)
    offered = channels.offered(db.session())
    if request.method == "GET":
        form = composer.queue_form(clip)
        return _queue_page(clip, form, composer.proposed_forms(clip, offered, form.words))
    form = composer.queue_form()
    forms = [(one, composer.sent_form(clip, one, form.words)) for one in offered]
    if "ver" in request.form:
        return _queue_page(clip, form, forms)
    chosen = [(channel, post) for channel, post in forms if post.is_wanted.data]
    # Every form says what is wrong with it, not only the first.
    are_good = [form.validate(), *(post.validate() for _, post in chosen)]
    if not chosen or not all(are_good):
        return _queue_page(clip, form, forms, "" if chosen else CHOOSE), UNPROCESSABLE
    try:
        _queue_chosen(clip, chosen, form.purpose.data)
    except RuleError as error:
        db.session.rollback()
        message = _blame_one(error, forms)
        return _queue_page(_again(clip_id), form, forms, message), UNPROCESSABLE
    return redirect(to("clips.show", clip_id=clip_id, _anchor="publicaciones"), 303)


def _queue_chosen(clip: Clip, chosen: list[tuple[Channel, ChannelForm]], purpose: str) -> None:
    """Put a clip on the channels that were chosen, for what was chosen, and say so."""
    zone = office_zone()
    made = service.queue(context(), clip, [form.wanted(one, zone) for one, form in chosen])
    for one in services().registry.added_to(PURPOSES):
        one.tie(context(), made, purpose)
    db.session.commit()
    count = "Se planeó 1 publicación." if len(made) == 1 else f"Se planearon {len(made)}."
    flash(count, "success")


@bp.post("/clips/<int:clip_id>/publicar/<int:channel_id>/vista")
@allow(Capability.PREPARE_PUBLICATION, clip_id=Clip, channel_id=None)
@only_answers
def preview(clip_id: int, channel_id: int) -> str:
    """Return a post as it would look with what is being typed."""
    clip = clips.clip_by_id(db.session(), clip_id)
    channel = channels.channel_by_id(db.session(), channel_id)
    form = composer.sent_form(clip, channel, composer.queue_form().words)
    return render_template(
        "publishing/_channel.html",
        clip=clip,
        channel=channel,
        form=form,
        post=composer.post_of(clip, channel, form),
        warnings=composer.warnings_of(clip, channel, form),
        **panels.names(),
    )


@bp.get("/publicaciones/<int:publication_id>")
@allow(Capability.READ, publication_id=Publication)
def show(publication_id: int) -> str:
    """Show one publication: what to do with it now, and its history."""
    return publication_page.show_page(queries.publication_by_id(db.session(), publication_id))


@bp.route("/publicaciones/<int:publication_id>/cambiar", methods=["GET", "POST"])
@allow(Capability.PREPARE_PUBLICATION, publication_id=Publication)
def change(publication_id: int) -> AnyResponse | str | tuple[str, int]:
    """Change what has not gone out."""
    row = queries.publication_by_id(db.session(), publication_id)
    if request.method == "GET":
        service.check_open(row)
        return _change_page(row, composer.change_form(row))
    form = composer.change_form(row, is_sent=True)
    if not form.validate():
        return _change_page(row, form), UNPROCESSABLE
    try:
        service.change(context(), row, form.wanted(row.channel, office_zone()), form.shown_version)
        db.session.commit()
    except ConcurrentChangeError as error:
        db.session.rollback()
        form.set_beside(composer.change_form(row), error)
        return _change_page(row, form), form.status
    except RuleError as error:
        db.session.rollback()
        form.blame(error)
        again = queries.publication_by_id(db.session(), publication_id)
        return _change_page(again, form), UNPROCESSABLE
    flash("Se guardó la publicación.", "success")
    return redirect(to("publishing.show", publication_id=publication_id), 303)


@bp.get("/publicaciones/<int:publication_id>/archivo.mp4")
@allow(Capability.READ, publication_id=Publication)
def film(publication_id: int) -> Response:
    """Give the very file that is to be published."""
    row = queries.publication_by_id(db.session(), publication_id)
    render = _film_of_clip(row)
    title = row.title or row.clip.title
    return serve(Kept(render.key, "mp4", render.sha256, title))


@bp.get("/publicaciones/<int:publication_id>/miniatura.jpg")
@allow(Capability.READ, publication_id=Publication)
def thumbnail(publication_id: int) -> Response:
    """Give the picture that stands for it."""
    row = queries.publication_by_id(db.session(), publication_id)
    if not row.picture_key:
        raise NotFoundError("Esta publicación no tiene miniatura.")
    return serve(Kept(row.picture_key, "jpg", f"{row.file_sha256}-{row.thumbnail_ms}"))


@bp.get("/entrega/<token>.mp4")
@anybody
def deliver(token: str) -> Response:
    """Give the film to the network that was told this address, as long as it is under way."""
    grant = film_links.granted(token, services().settings.secret_key, clock())
    if grant is None:
        raise NotFoundError(queries.NO_FILM)
    row = queries.film_to_fetch(db.session(), *grant)
    assert row.film is not None
    answer = serve(Kept(row.film.key, "mp4", row.film.sha256), may_redirect=False)
    # Whoever has the address has the film: no cache on the way keeps it, no search engine lists it.
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def pause_form(*, is_sent: bool) -> PauseForm:
    """Return the form that holds publications back."""
    form = PauseForm() if is_sent else PauseForm(formdata=None)
    form.offer(
        channels.names_of(channels.all_channels(db.session())), list(campaigns(db.session()))
    )
    return form


def _blame_one(error: RuleError, forms: list[tuple[Channel, ChannelForm]]) -> str:
    """Put a message beside the field of the channel that it names; else return it."""
    prefix, _, name = (error.field or "").partition("-")
    names = {"publish_after": "clock", "film": "film"}
    for channel, form in forms:
        field = names.get(name, name)
        if str(channel.id) == prefix and field == "text" and not form.is_own.data:
            # The words are those for all: its own are not shown.
            return f"{channel.name}: {error.message}"
        if str(channel.id) == prefix and field in form:
            form[field].errors = [*form[field].errors, error.message]
            return ""
    return error.message


def _again(clip_id: int) -> Clip:
    """Return the clip anew, after what was refused was rolled back."""
    return clips.clip_by_id(db.session(), clip_id)


def _queue_page(
    clip: Clip, form: QueueForm, forms: list[tuple[Channel, ChannelForm]], message: str = ""
) -> str:
    """Return the page that puts a clip on several channels."""
    blocks = [(channel, post, post_of(clip, channel, post)) for channel, post in forms]
    return render_template(
        "publishing/queue.html",
        clip=clip,
        form=form,
        blocks=blocks,
        off=[one for one in channels.all_channels(db.session()) if not one.is_on],
        message=message,
        planned=queries.of_clip(db.session(), clip),
        why_not=approvals.why_not_publishable(db.session(), clip, clock(), zone=office_zone()),
        **names(),
    )


def _change_page(publication: Publication, form: ChangeForm) -> str:
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


def _film_of_clip(publication: Publication) -> ClipRender:
    """Return the file that is to go. Raises RuleError where there is none any more."""
    if publication.film is None:
        raise RuleError(gates.NO_FILE)
    return publication.film
