"""The pages behind a private link, on a telephone: answer, sign, choose a slot, hand in a film.

Whoever has the link is let in, and nobody learns from an address who that is.
"""

from collections.abc import Callable
from contextlib import suppress

from flask import Blueprint, Response, render_template, request
from flask import redirect as lead
from flask import url_for as to
from werkzeug.wrappers import Response as AnyResponse

from vc import evidence
from vc.access import FORM_BYTES, anybody, clock, csrf, office_date, office_zone, takes_up_to
from vc.booking.context import context
from vc.consents import service as consents
from vc.consents.hooks import CONSENT_REVOKED
from vc.consents.views import FOLDER
from vc.db import db
from vc.errors import AppError, NotAllowedError, RuleError
from vc.forms import given
from vc.inputs import instant_of
from vc.interviews import films, service, signing
from vc.interviews.forms import FilmForm, SignForm, SlotForm
from vc.interviews.models import Interview
from vc.privacy import service as privacy
from vc.rate_limit import Limit, count_attempt, origin_of
from vc.recordings.models import RecordingFile
from vc.services import services
from vc.uploads import service as uploads
from vc.uploads import tus
from vc.web import visitor_address

bp = Blueprint("interviews", __name__)

FREE_PER_ORIGIN, FREE_PER_LINK = 120, 30
"""So many answers are taken without a wait from one origin, and for one link."""
NOTHING_TO_REVOKE = "No hay un consentimiento que retirar."


@bp.get("/entrevista/<token>")
@anybody
def door(token: str) -> str:
    """Show how an interview stands, and what its person can do."""
    return _page(service.by_token(db.session(), token))


@bp.post("/entrevista/<token>/firma")
@anybody
@csrf.exempt
def sign(token: str) -> AnyResponse | tuple[str, int]:
    """Sign the consent, which is to accept."""
    interview = _asked(token)
    form = SignForm.of(interview, privacy.current(db.session()).version)
    if not form.validate():
        return _page(interview, sign_form=form), form.status

    def keep() -> None:
        store, notice = services().store, privacy.current(db.session())
        with evidence.drawer(store, FOLDER) as drawer:
            desk = signing.Desk(services().settings, office_zone(), notice, drawer)
            signed = form.signature(visitor_address(), office_date())
            signing.sign(db.session(), interview, signed, desk, now=clock())
            db.session.commit()

    return _answered(token, keep, sign_form=form)


@bp.post("/entrevista/<token>/declinar")
@anybody
def decline(token: str) -> AnyResponse | tuple[str, int]:
    """Say no."""
    interview = _asked(token)
    return _answered(token, lambda: service.decline(db.session(), interview, now=clock()))


@bp.post("/entrevista/<token>/horario")
@anybody
@csrf.exempt
def choose(token: str) -> AnyResponse | tuple[str, int]:
    """Choose a slot: its session is booked."""
    interview = _asked(token)
    form = SlotForm.of(interview, clock(), office_zone())
    if not form.validate():
        return _page(interview, slot_form=form), form.status
    slot = given(instant_of(form.slot.data))

    def book() -> None:
        films.choose_slot(context(interview.invited_by), interview, slot)

    return _answered(token, book, slot_form=form)


@bp.post("/entrevista/<token>/retirar")
@anybody
def withdraw(token: str) -> AnyResponse | tuple[str, int]:
    """Revoke the consent: what is out is to be taken down."""
    interview = _asked(token)

    def revoke() -> None:
        if interview.consent is None:
            raise RuleError(NOTHING_TO_REVOKE)
        hearers = services().registry.added_to(CONSENT_REVOKED)
        if interview.consent.revoked_at is not None:
            return
        consents.revoke_own(db.session(), interview.consent, now=clock(), hearers=hearers)
        # First of all it is revoked: whoever invited may not be here any more to call it off.
        db.session.commit()
        with suppress(NotAllowedError):
            films.call_off(context(interview.invited_by), interview)

    return _answered(token, revoke)


@bp.route("/entrevista/<token>/video", methods=["OPTIONS"])
@anybody
def abilities(token: str) -> Response:
    """Answer with what the door for films can do."""
    return tus.abilities(films.MOST_BYTES)


@bp.post("/entrevista/<token>/video")
@anybody
def create(token: str) -> Response:
    """Begin to take a film."""
    try:
        interview, store = _asked(token), services().store
        file = films.begin_film(db.session(), interview, tus.offered(), store=store, now=clock())
        db.session.commit()
    except AppError as error:
        db.session.rollback()
        return tus.refused(error)
    address = to("interviews.piece", token=token, file_id=file.id)
    return tus.begun(address, to("interviews.door", token=token))


@bp.post("/entrevista/<token>/video-completo")
@anybody
@csrf.exempt
@takes_up_to(films.MOST_WHOLE_BYTES + FORM_BYTES)
def take_whole(token: str) -> AnyResponse | tuple[str, int]:
    """Take a film in one piece, from a browser that sends none."""
    interview = _asked(token)

    def take() -> None:
        # Before anything of it is read: of what is not awaited nothing is.
        films.check_is_awaited(interview, clock())
        if (request.content_length or 0) > films.MOST_WHOLE_BYTES + FORM_BYTES:
            raise RuleError(films.WHOLE_TOO_LARGE)
        form = FilmForm()
        if not form.validate():
            raise RuleError(next(iter(form.errors.values()))[0])
        sent = form.film.data
        film = films.Film(sent.filename or "", sent.stream)
        store = services().store
        films.take_whole(db.session(), interview, film, store=store, now=clock())

    return _answered(token, take)


@bp.route("/entrevista/<token>/video/<int:file_id>", methods=["HEAD"])
@anybody
def stand(token: str, file_id: int) -> Response:
    """Answer with how much of a film is here."""
    try:
        return tus.stands(_film(token, file_id), to("interviews.door", token=token))
    except AppError as error:
        return tus.refused(error)


@bp.patch("/entrevista/<token>/video/<int:file_id>")
@anybody
@takes_up_to(uploads.MOST_PIECE_BYTES + 1)  # werkzeug takes what is just so long for too long
def piece(token: str, file_id: int) -> Response:
    """Take the next piece of a film."""
    return tus.take_piece(lambda: _film(token, file_id))


@bp.delete("/entrevista/<token>/video/<int:file_id>")
@anybody
def cancel(token: str, file_id: int) -> Response:
    """Forget a film and what came of it."""
    try:
        file = _film(token, file_id)
    except AppError as error:
        return tus.refused(error)
    uploads.cancel(db.session(), file, store=services().store, now=clock(), by=None)
    return tus.answer(tus.NO_CONTENT)


def _asked(token: str) -> Interview:
    """Count that somebody asks something of a link, and return its interview.

    Links that open nothing count too. Raises TooManyTriesError and NotFoundError.
    """
    limits = (
        Limit(f"interview-from:{origin_of(visitor_address())}", FREE_PER_ORIGIN),
        Limit(f"interview-of:{service.token_hash(token)}", FREE_PER_LINK),
    )
    count_attempt(db.session(), limits, clock())
    return service.by_token(db.session(), token)


def _film(token: str, file_id: int) -> RecordingFile:
    """Return the film that a link's person hands in. Raises NotFoundError."""
    interview = service.by_token(db.session(), token)
    return films.film_under_way(db.session(), interview, file_id)


def _answered(
    token: str, change: Callable[[], object], **forms: SignForm | SlotForm
) -> AnyResponse | tuple[str, int]:
    """Carry out an answer and lead back to the page; a refusal is shown on it."""
    try:
        change()
        db.session.commit()
    except (RuleError, NotAllowedError) as error:
        db.session.rollback()
        if isinstance(error, NotAllowedError):
            error = RuleError(service.NOBODY)
        # What is about no field is said on top: the form may not be there any more.
        said = "" if error.field and forms else error.message
        for form in forms.values() if not said else ():
            form.blame(error)
        interview = service.by_token(db.session(), token)
        return _page(interview, said=said, **forms), 422
    return lead(to("interviews.door", token=token), 303)


def _page(
    interview: Interview,
    *,
    said: str = "",
    sign_form: SignForm | None = None,
    slot_form: SlotForm | None = None,
) -> str:
    """Return the page of a link."""
    now, zone, notice = clock(), office_zone(), privacy.current(db.session())
    if sign_form is None:
        sign_form = SignForm(formdata=None)
        sign_form.notice.data, sign_form.asks_opinion = str(notice.version), interview.is_minor
    is_late = interview.expires_at <= now and interview.status in (
        service.S.INVITED,
        service.S.ACCEPTED,
    )
    return render_template(
        "interviews/door.html",
        interview=interview,
        state="EXPIRED" if is_late else interview.status.value,
        said=said,
        sign_form=sign_form,
        slot_form=slot_form or SlotForm.of(interview, now, zone, formdata=None),
        film_form=FilmForm(formdata=None),
        notice=notice,
        token=request.view_args["token"] if request.view_args else "",
        is_verified_now=films.is_verified_now(interview),
        most=films.MOST_BYTES,
        too_large=films.TOO_LARGE,
        piece=uploads.MOST_PIECE_BYTES,
        videos=uploads.VIDEOS,
        taken=",".join(f".{one}" for one in uploads.VIDEOS),
        width=signing.WIDTH,
        height=signing.HEIGHT,
    )
