"""Nothing goes without a person, everything can be taken back for 30 days, and a trace stays."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from integrations.errors import OutcomeUnknownError, RejectedError, UnavailableError
from tests.reconciliation.working import form_to
from tests.recordings.finding import HOST, lines, take_in, work
from tests.recordings.listed_source import found, video_file
from tests.recordings.working import content_of
from vc.accounts.models import Role
from vc.booking.models import EventKind, Visibility
from vc.db import db
from vc.errors import RuleError
from vc.recordings.models import Consent, FileStatus, RecordingStatus, VendorCopy
from vc.retention import purge, queries, service
from vc.retention.forms import FOR_GOOD
from vc.retention.models import DeletionStatus, Disposal, DisposalStatus, VendorDeletion
from vc.services import services_of

DAY = timedelta(days=1)


def decision(**changes):
    """Return a decision that changes nothing, but for what is given."""
    values = {
        "visibility": Visibility.INTERNAL,
        "consent": Consent.UNKNOWN,
        "consent_note": "",
        "keep_until": None,
        "keep_reason": "",
    }
    return service.Decision(**(values | changes))


def decide(recording, clock, **changes):
    """Decide about a recording as its host."""
    by = recording.event.host
    service.decide(db.session(), recording, decision(**changes), now=clock(), by=by)
    db.session.commit()


def throw_away(recording, clock, **more):
    """Put a recording into the bin as its host."""
    by = more.pop("by", recording.event.host)
    made = service.throw_away(db.session(), recording, reason="Prueba", now=clock(), by=by)
    db.session.commit()
    return made


def set_rule(recording, clock, days, *, is_automatic=False):
    """Set the rule of the recording's kind."""
    event = recording.event
    wanted = service.Wanted(event.kind, event.visibility, days, is_automatic)
    service.set_rules(db.session(), [wanted], now=clock(), by=event.host)
    db.session.commit()


def leave(app, model, task):
    """Let the worker do what is due of leaving."""
    numbers = list(
        db.session.scalars(select(model.id).where(model.due_at <= services_of(app).clock()))
    )
    db.session.commit()
    for number in numbers:
        services_of(app).registry.tasks[task].call_local(number)
    db.session.rollback()
    db.session.expire_all()


def ask(recording, clock):
    """Ask for the vendor's copy to be deleted."""
    by = recording.event.host
    deletion = service.ask_for_deletion(db.session(), recording, now=clock(), by=by)
    db.session.commit()
    return deletion


def test_a_recording_becomes_public_only_with_consent(recording, clock):
    with pytest.raises(RuleError, match="consentimiento"):
        decide(recording, clock, visibility=Visibility.PUBLIC)
    db.session.rollback()

    note = "Carpeta 2031"
    decide(
        recording,
        clock,
        visibility=Visibility.PUBLIC,
        consent=Consent.ON_FILE,
        consent_note=note,
    )

    assert (recording.visibility, recording.consent_note) == (Visibility.PUBLIC, note)
    assert lines(recording, "recording.decide") == 1


def test_with_minors_the_consent_has_to_be_on_file(recording, clock):
    recording.event.has_minors = True
    db.session.commit()

    with pytest.raises(RuleError, match="niñas, niños o adolescentes"):
        decide(recording, clock, visibility=Visibility.PUBLIC, consent=Consent.NOT_NEEDED)


def test_what_is_in_the_bin_stays_for_thirty_days_and_comes_back(app, recording, clock):
    throw_away(recording, clock)

    clock.advance(days=29)
    leave(app, Disposal, "purge_recording")
    service.restore(db.session(), recording, now=clock(), by=recording.event.host)
    db.session.commit()

    assert (recording.trashed_at, recording.status) == (None, RecordingStatus.STORED)
    assert len(content_of(app, recording.files[0])) > 0


def test_after_thirty_days_the_files_go_and_a_tombstone_stays(app, recording, clock):
    name, sha256 = recording.files[0].name, recording.files[0].sha256
    throw_away(recording, clock)

    clock.advance(days=30)
    leave(app, Disposal, "purge_recording")

    (file,) = recording.files
    assert (recording.status, file.status) == (RecordingStatus.PURGED, FileStatus.PURGED)
    assert (file.name, file.sha256, file.stored_bytes) == (name, sha256, 0)
    with pytest.raises(FileNotFoundError):
        services_of(app).store.open(name)
    assert lines(recording, "recording.purged") == 1


def test_a_worker_that_dies_between_the_files_and_the_row_is_followed_by_another(
    app, recording, clock
):
    throw_away(recording, clock)
    clock.advance(days=30)
    services_of(app).store.remove(recording.files[0].name)

    leave(app, Disposal, "purge_recording")

    assert recording.status is RecordingStatus.PURGED


def test_what_was_purged_is_not_fetched_again_when_the_vendor_still_lists_it(
    app, recording, clock, source
):
    throw_away(recording, clock)
    clock.advance(days=30)
    leave(app, Disposal, "purge_recording")

    take_in(clock, *source.held)
    work(app)

    assert recording.status is RecordingStatus.PURGED
    assert source.depot.links == 1


def test_what_was_thrown_away_twice_is_in_the_bin_once(recording, clock):
    throw_away(recording, clock)

    with pytest.raises(RuleError, match="papelera"):
        throw_away(recording, clock)
    db.session.rollback()

    assert db.session.scalar(select(func.count()).select_from(Disposal)) == 1


def test_a_file_that_is_thrown_away_while_it_waits_is_fetched_after_it_came_back(
    app, talk, clock, source
):
    source.held = [found("881", HOST, talk.starts_at)]
    recording = take_in(clock, *source.held)
    throw_away(recording, clock)
    work(app)
    assert recording.files[0].status is FileStatus.FOUND

    service.restore(db.session(), recording, now=clock(), by=talk.host)
    work(app)

    assert recording.status is RecordingStatus.STORED


def test_a_dry_run_lists_what_would_go_and_changes_nothing(recording, clock):
    set_rule(recording, clock, 90)
    clock.now = recording.recorded_at + 89 * DAY
    assert queries.due(db.session(), clock()) == []

    clock.advance(days=1)
    service.plan(db.session(), clock())
    (due,) = queries.due(db.session(), clock())

    assert (due.recording, due.is_automatic) == (recording, False)
    assert recording.trashed_at is None


def test_a_confirmed_rule_puts_it_into_the_bin_and_says_so(recording, clock):
    set_rule(recording, clock, 90, is_automatic=True)
    clock.now = recording.recorded_at + 90 * DAY

    service.plan(db.session(), clock())
    db.session.commit()

    disposal = queries.in_bin(db.session(), recording)
    assert (disposal.thrown_by, disposal.reason) == (None, service.BY_RULE)
    assert disposal.due_at == clock() + 30 * DAY


def test_a_date_that_a_person_set_goes_before_the_rule(recording, clock):
    set_rule(recording, clock, 90, is_automatic=True)
    until = recording.recorded_at + 400 * DAY
    decide(recording, clock, keep_until=until, keep_reason="Convenio con la escuela")
    clock.now = recording.recorded_at + 200 * DAY

    service.plan(db.session(), clock())
    assert queries.due(db.session(), clock()) == []
    clock.now = until
    service.plan(db.session(), clock())

    assert [one.is_automatic for one in queries.due(db.session(), clock())] == [False]
    assert recording.trashed_at is None


def test_what_is_kept_for_good_is_never_due(recording, clock):
    set_rule(recording, clock, 1, is_automatic=True)
    decide(recording, clock, keep_until=FOR_GOOD, keep_reason="Histórica")

    clock.advance(days=20_000)

    assert queries.due(db.session(), clock()) == []


def test_a_rule_without_days_is_never_automatic(recording, clock):
    set_rule(recording, clock, None, is_automatic=True)

    line = next(
        one
        for one in queries.lines(db.session())
        if (one.kind, one.visibility) == (recording.event.kind, recording.event.visibility)
    )
    assert (line.keep_days, line.is_automatic, line.is_saved) == (None, False, True)


def test_public_talks_are_proposed_five_years_and_meetings_ninety_days(context):
    proposed = {(one.kind, one.visibility): one.keep_days for one in queries.lines(db.session())}

    assert proposed[EventKind.TALK, Visibility.PUBLIC] == 1826
    assert proposed[EventKind.MEETING, Visibility.INTERNAL] == 90


def test_the_vendors_copy_is_deleted_after_ours_was_read_again(app, recording, clock, source):
    deletion = ask(recording, clock)

    leave(app, VendorDeletion, "delete_at_vendor")

    assert source.deleted == ["u-1"]
    assert (deletion.status, recording.vendor_copy) == (DeletionStatus.DONE, VendorCopy.TRASHED)
    assert recording.files[0].verified_at == clock()
    assert lines(recording, "recording.vendor_trashed") == 1


def test_a_copy_of_ours_that_was_altered_keeps_the_vendors(app, recording, clock, source):
    place = services_of(app).store.path(recording.files[0].name)
    content = bytearray(place.read_bytes())
    content[100] ^= 1
    place.write_bytes(content)
    deletion = ask(recording, clock)

    leave(app, VendorDeletion, "delete_at_vendor")

    assert (source.deleted, deletion.status) == ([], DeletionStatus.FAILED)
    assert "se dañó" in deletion.last_error


def test_a_copy_of_ours_that_is_not_there_keeps_the_vendors(app, recording, clock, source):
    deletion = ask(recording, clock)
    services_of(app).store.remove(recording.files[0].name)

    leave(app, VendorDeletion, "delete_at_vendor")

    assert (source.deleted, deletion.status) == ([], DeletionStatus.FAILED)


def test_without_a_copy_of_ours_a_deletion_cannot_even_be_asked_for(app, talk, clock, source):
    files = (video_file("f-1"), video_file("f-2"))
    source.held = [found("881", HOST, talk.starts_at, *files)]
    source.contents["f-2"] = None
    recording = take_in(clock, *source.held)
    work(app)

    with pytest.raises(RuleError, match="guardado aquí"):
        ask(recording, clock)


def test_a_recording_of_which_more_is_to_come_cannot_be_deleted_there(recording, clock):
    recording.is_complete = False
    db.session.commit()

    with pytest.raises(RuleError):
        ask(recording, clock)


@pytest.mark.parametrize("error", [OutcomeUnknownError, UnavailableError])
def test_a_lost_answer_is_followed_by_another_try(app, recording, clock, source, error):
    deletion = ask(recording, clock)
    source.error = error("Sin respuesta.", vendor="zoom", operation="delete")
    leave(app, VendorDeletion, "delete_at_vendor")
    assert deletion.status is DeletionStatus.ASKED
    source.error = None

    clock.now = deletion.due_at
    leave(app, VendorDeletion, "delete_at_vendor")

    assert (source.deleted, deletion.status) == (["u-1"], DeletionStatus.DONE)


def test_a_refusal_of_the_vendor_is_told_and_can_be_tried_again(app, recording, clock, source):
    deletion = ask(recording, clock)
    source.error = RejectedError("No tiene permiso.", vendor="zoom", operation="delete")
    leave(app, VendorDeletion, "delete_at_vendor")
    assert (deletion.status, deletion.last_error) == (DeletionStatus.FAILED, "No tiene permiso.")
    source.error = None

    ask(recording, clock)
    leave(app, VendorDeletion, "delete_at_vendor")

    assert deletion.status is DeletionStatus.DONE


def test_two_workers_delete_once(app, recording, clock, source):
    deletion = ask(recording, clock)
    leave(app, VendorDeletion, "delete_at_vendor")
    deletion.due_at = clock()

    leave(app, VendorDeletion, "delete_at_vendor")

    assert source.deleted == ["u-1"]


def test_the_bin_makes_a_public_recording_internal(recording, clock):
    recording.visibility = Visibility.PUBLIC
    db.session.commit()

    throw_away(recording, clock)

    assert recording.visibility is Visibility.INTERNAL


def test_the_states_of_the_bin_are_complete():
    assert set(Disposal.TRANSITIONS) == set(DisposalStatus)
    assert purge.MOST_TRIES > 1


class TestPages:
    """Through the pages."""

    @pytest.fixture
    def boss(self, recording, browser_of):
        """A coordinator's browser."""
        number = recording.id
        db.session.rollback()
        browser = browser_of(Role.COORDINATOR)
        return browser, browser.get(f"/grabaciones/{number}")

    def test_a_decision_is_kept_and_shown(self, boss, recording):
        _, page = boss
        form = form_to(page, "decidir")
        form["visibility"], form["consent"] = "public", "ON_FILE"
        form["consent_note"] = "Oficio 214"

        shown = form.submit().follow()

        assert "Se guardó lo decidido" in shown
        db.session.expire_all()
        assert recording.visibility is Visibility.PUBLIC

    def test_a_decision_without_consent_says_why_not(self, boss, recording):
        _, page = boss
        form = form_to(page, "decidir")
        form["visibility"] = "public"

        shown = form.submit(status=422)

        assert service.NEEDS_CONSENT in shown
        assert form_to(shown, "decidir")["visibility"].value == "public"

    def test_into_the_bin_and_back(self, boss, recording):
        browser, page = boss
        form = form_to(page, "papelera")
        form["reason"] = "Se grabó por error"

        shown = form.submit().follow()
        assert "Está en la papelera" in shown
        assert "Plática" in browser.get("/grabaciones?ver=papelera")
        back = form_to(shown, "restaurar")

        assert "La grabación volvió" in back.submit().follow()

    def test_the_rules_are_saved_and_what_would_go_is_listed(self, boss, recording, clock):
        browser, _ = boss
        db.session.rollback()
        clock.now = recording.recorded_at + 10 * DAY
        db.session.rollback()
        page = browser.get("/grabaciones/conservacion")
        form = form_to(page, "conservacion")
        for name in form.fields:
            if name and name.startswith("dias-talk"):
                form[name] = "5"

        shown = form.submit().follow()

        assert "Lo que se iría hoy" in shown
        assert "Cuando alguien lo decida" in shown

    def test_wrong_days_stay_in_the_form_with_their_message(self, boss):
        browser, _ = boss
        page = browser.get("/grabaciones/conservacion")
        form = form_to(page, "conservacion")
        form["dias-talk-public"] = "muchos"

        shown = form.submit(expect_errors=True)

        assert shown.status_int == 422
        assert "Escriba los días como número" in shown
        assert 'value="muchos"' in shown

    def test_of_two_who_change_the_rules_neither_is_overwritten_without_a_word(self, boss):
        browser, _ = boss
        form_to(browser.get("/grabaciones/conservacion"), "conservacion").submit()
        first, second = (
            form_to(browser.get("/grabaciones/conservacion"), "conservacion") for _ in range(2)
        )
        first["dias-talk-public"], first["dias-forum-public"] = "90", "60"
        first.submit(status=303)
        second["dias-talk-public"] = "30"

        shown = second.submit(status=422)

        assert "alguien más lo cambió mientras usted lo tenía abierto (ahora: 90 días)" in shown
        again = form_to(shown, "conservacion")
        assert again["dias-talk-public"].value == "30"
        again.submit(status=303)
        page = browser.get("/grabaciones/conservacion")
        days = {
            name: form_to(page, "conservacion")[f"dias-{name}-public"].value
            for name in ("talk", "forum")
        }
        assert days == {"talk": "30", "forum": "60"}

    def test_what_was_ticked_goes_to_the_bin(self, boss, recording, clock):
        browser, _ = boss
        set_rule(recording, clock, 5)
        clock.now = recording.recorded_at + 10 * DAY
        db.session.rollback()
        page = browser.get("/grabaciones/conservacion")
        form = form_to(page, "papelera")
        form["grabacion"] = True

        shown = form.submit().follow()

        assert "1 a la papelera" in shown
        db.session.expire_all()
        assert recording.trashed_at is not None


class Died(BaseException):
    """The worker's process ends here."""


def test_a_worker_that_dies_after_the_vendor_deleted_is_followed_by_another(
    app, recording, clock, source, monkeypatch
):
    deletion = ask(recording, clock)
    delete = source.delete

    def delete_and_die(recording_id, host_email):
        delete(recording_id, host_email)
        raise Died

    monkeypatch.setattr(source, "delete", delete_and_die)
    with pytest.raises(Died):
        leave(app, VendorDeletion, "delete_at_vendor")
    db.session.rollback()
    monkeypatch.setattr(source, "delete", delete)
    leave(app, VendorDeletion, "delete_at_vendor")
    assert deletion.status is DeletionStatus.ASKED

    clock.advance(seconds=services_of(app).settings.lease_s)
    leave(app, VendorDeletion, "delete_at_vendor")

    assert (deletion.status, recording.vendor_copy) == (DeletionStatus.DONE, VendorCopy.TRASHED)


def test_a_worker_that_dies_among_the_files_is_followed_by_another(
    app, recording, clock, monkeypatch
):
    throw_away(recording, clock)
    clock.advance(days=30)
    store = services_of(app).store
    remove = store.remove

    def remove_and_die(name):
        remove(name)
        raise Died

    monkeypatch.setattr(store, "remove", remove_and_die)
    with pytest.raises(Died):
        leave(app, Disposal, "purge_recording")
    db.session.rollback()
    monkeypatch.setattr(store, "remove", remove)
    assert recording.status is RecordingStatus.STORED

    clock.advance(seconds=services_of(app).settings.lease_s)
    leave(app, Disposal, "purge_recording")

    assert recording.status is RecordingStatus.PURGED
