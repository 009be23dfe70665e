"""What a request does to a clip's list: each answer is kept by itself, what is refused stays."""

from collections.abc import Mapping

from vc import evidence
from vc.access import clock, office_zone, signed_in
from vc.checklists import list_page, queries, service
from vc.checklists.evaluation import is_stale
from vc.checklists.forms import AnswerForm, ListForm, answered
from vc.checklists.models import Answer, Reply, TemplateItem
from vc.clips import queries as clips
from vc.clips.models import Clip
from vc.db import db
from vc.errors import ConcurrentChangeError, RuleError
from vc.evidence import Drawer, KeptFile
from vc.inputs import number_of
from vc.services import services

FOLDER = "listas"
ANSWERED = "Se guardó la respuesta."
CONFIRMED = "Se confirmó la respuesta para el clip como está ahora."
EVIDENT = "Se guardaron {count} respuestas."


def touched_forms(clip: Clip) -> dict[int, AnswerForm]:
    """Return the forms in which somebody answered or wrote something, by the ids of the points."""
    forms = {
        one.item.id: AnswerForm(prefix=f"p{one.item.id}-")
        for one in list_page.state_for(clip).items
        if one.is_answerable
    }
    return {key: form for key, form in forms.items() if form.was_sent and form.is_touched}


def keep_all(clip_id: int, touched: Mapping[int, AnswerForm]) -> dict[int, AnswerForm]:
    """Keep each answer; return the forms of those that were refused, with the reasons."""
    return {key: form for key, form in touched.items() if not _keep(clip_id, key, form)}


def keep_whole(clip: Clip, whole: ListForm) -> str:
    """Do what is asked of more than one answer; return what became of it.

    Raises RuleError, and ConcurrentChangeError where the page showed something else.
    """
    item_id = number_of(whole.confirm.data)
    if item_id:
        _check_unchanged(clip, queries.item_by_id(db.session(), item_id))
        now, zone, by = clock(), office_zone(), signed_in()
        service.confirm(db.session(), clip, item_id, now=now, zone=zone, by=by)
        db.session.commit()
        return CONFIRMED
    ids = whole.evident_ids()
    if not ids:
        return ""
    proofs = list_page.proofs_of(clip, list_page.state_for(clip))
    for one in ids:
        _check_unchanged(clip, queries.item_by_id(db.session(), one))
    yes = {one: proofs.get(one, "") for one in ids}
    service.answer_evident(db.session(), clip, yes, now=clock(), zone=office_zone(), by=signed_in())
    db.session.commit()
    return EVIDENT.format(count=len(ids)) if len(ids) > 1 else ANSWERED


def _keep(clip_id: int, item_id: int, form: AnswerForm) -> bool:
    """Keep one answer and tell that it was; else the form says why not."""
    if not form.validate():
        return False
    clip = clips.clip_by_id(db.session(), clip_id)
    item = queries.item_by_id(db.session(), item_id)
    kept = list_page.kept_answer(clip, item)
    try:
        form.check_seen(answered(item, kept, list_page.digests_of(clip)))
        with evidence.drawer(services().store, FOLDER) as drawer:
            new = form.answer(_proof(drawer, form, clip, kept))
            now, zone, by = clock(), office_zone(), signed_in()
            service.answer(db.session(), clip, item_id, new, now=now, zone=zone, by=by)
            db.session.commit()
    except ConcurrentChangeError:
        return False
    except RuleError as error:
        db.session.rollback()
        field = form[error.field if error.field in form else "reply"]
        field.errors = [*field.errors, error.message]
        return False
    return True


def _proof(drawer: Drawer, form: AnswerForm, clip: Clip, kept: Answer | None) -> KeptFile:
    """Return the file that proves a yes: the one that was sent, else that of the answer before.

    One that proved an older cut or text proves nothing now.
    """
    if form.reply.data != Reply.YES.value:
        return KeptFile()
    sent = drawer.take(form.file.data)
    is_old = kept is None or is_stale(kept.item, kept, list_page.digests_of(clip))
    if sent.key or kept is None or is_old:
        return sent
    return KeptFile(kept.file_key, kept.file_name, kept.file_sha256)


def _check_unchanged(clip: Clip, item: TemplateItem) -> None:
    """Raise ConcurrentChangeError unless answer and clip are those that the page showed."""
    kept = list_page.kept_answer(clip, item)
    stored = answered(item, kept, list_page.digests_of(clip))
    AnswerForm(prefix=f"p{item.id}-").check_unchanged(stored)
