"""The outbox: every message, why it is not gone, and the buttons for the person who decides."""

from collections.abc import Mapping

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from sqlalchemy import Select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response as Redirect

from integrations.mail_message import write
from vc import spreadsheet
from vc.access import allow, clock, office_zone, only_answers, signed_in
from vc.db import db
from vc.inputs import number_of
from vc.lists.requests import carry_out, exported
from vc.mail import delivery, queries, service
from vc.mail.models import Message, MessageStatus
from vc.mail.service import office_of
from vc.mail.spreadsheet import COLUMNS, row_of
from vc.paging import MOST_COUNTED
from vc.permissions import Capability
from vc.services import services

bp = Blueprint("mail", __name__)


@bp.get("/correos")
@allow(Capability.READ_MAIL, everywhere=True)
def index() -> str:
    """Show the outbox, narrowed to a state or a session."""
    status, event_id = _wanted_status(), _wanted_event()
    return render_template(
        "mail/index.html",
        page=queries.outbox(
            db.session(),
            status=status,
            event_id=event_id,
            number=number_of(request.args.get("pagina")) or 1,
        ),
        counts=queries.counts(db.session()),
        most=MOST_COUNTED,
        statuses=list(MessageStatus),
        status=status,
        event_id=event_id,
        has_server=services().mail is not None,
        is_pretended=not services().settings.smtp_host,
        piles=queries.piles(db.session()) if status is MessageStatus.BY_HAND else [],
    )


def _listed(asked: Mapping[str, str]) -> Select[Message]:
    """Return the query of the messages that an address asks for."""
    status = asked.get("estado", "")
    wanted = MessageStatus(status) if status in list(MessageStatus) else None
    return queries.found(wanted, number_of(asked.get("sesion")))


@bp.route("/correos/lista.<kind>", methods=["GET", "POST"])
@allow(Capability.READ_MAIL, everywhere=True)
@only_answers
def export(kind: str) -> Response:
    """Give the messages of the list, as it is narrowed or chosen from, as a file."""
    rows = exported(_listed, selectinload(Message.event))
    return spreadsheet.download(kind, "correos", COLUMNS, map(row_of, rows), office_zone())


@bp.post("/correos/elegidos/reintentar")
@allow(Capability.READ_MAIL, everywhere=True)
def retry_chosen() -> Redirect:
    """Send the chosen ones again that did not leave; what may have left is not sent twice."""
    now, by = clock(), signed_in()
    return carry_out(
        "mail.index",
        _listed,
        lambda message: service.retry(db.session(), message, by=by, now=now),
        capability=Capability.READ_MAIL,
        said=("Se reintenta 1", "Se reintentan {}", "No se reintentó ninguno"),
    )


@bp.post("/correos/enviados")
@allow(Capability.READ_MAIL, everywhere=True)
def mark_many_sent() -> Redirect:
    """Keep that a person passed several messages on."""
    numbers = [number for text in request.form.getlist("mensaje") if (number := number_of(text))]
    count = service.mark_many_sent(
        db.session(), numbers[: queries.MOST_IN_PILES], by=signed_in(), now=clock()
    )
    db.session.commit()
    flash("1 mensaje quedó como enviado." if count == 1 else f"{count} quedaron como enviados.")
    return redirect(url_for("mail.index", estado=MessageStatus.BY_HAND.value), 303)


@bp.get("/correos/<int:message_id>")
@allow(Capability.READ_MAIL, message_id=Message)
def show(message_id: int) -> str:
    """Show one message as it went out, or why it did not."""
    message = service.message_by_id(db.session(), message_id)
    return render_template("mail/show.html", message=message)


@bp.get("/correos/<int:message_id>.eml")
@allow(Capability.READ_MAIL, message_id=Message)
def download(message_id: int) -> Response:
    """Return the message as a file that a mail program opens and sends."""
    message = service.message_by_id(db.session(), message_id)
    mail = delivery.mail_of(message, office_of(services()), message.sent_at or clock())
    return Response(
        write(mail, is_draft=message.status is not MessageStatus.SENT).content,
        mimetype="message/rfc822",
        headers={"Content-Disposition": f'attachment; filename="correo-{message.id}.eml"'},
    )


@bp.post("/correos/<int:message_id>/reenviar")
@allow(Capability.READ_MAIL, message_id=Message)
def resend(message_id: int) -> Redirect:
    """Write and send the message once more."""
    message = service.message_by_id(db.session(), message_id)
    service.send_again(db.session(), message, by=signed_in(), now=clock())
    db.session.commit()
    flash("El mensaje se enviará otra vez, con los datos de la sesión como está ahora.", "success")
    return redirect(url_for("mail.show", message_id=message_id), 303)


@bp.post("/correos/<int:message_id>/enviado")
@allow(Capability.READ_MAIL, message_id=Message)
def mark_sent(message_id: int) -> Redirect:
    """Keep that a person passed the message on."""
    message = service.message_by_id(db.session(), message_id)
    service.mark_sent(db.session(), message, by=signed_in(), now=clock())
    db.session.commit()
    flash("Quedó como enviado.", "success")
    return redirect(url_for("mail.show", message_id=message_id), 303)


def _wanted_status() -> MessageStatus | None:
    """Return the state that the address narrows the outbox to."""
    text = request.args.get("estado", "")
    return MessageStatus(text) if text in list(MessageStatus) else None


def _wanted_event() -> int | None:
    """Return the session that the address narrows the outbox to."""
    return number_of(request.args.get("sesion"))
