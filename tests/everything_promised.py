"""What the office promised and what came of it, for tests that need one of everything.

The month's plan, coverages, a programme, forums, talks that were asked for, who came, interviews,
topics, reports, evidence.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Flask
from sqlalchemy import select

from tests.booking.sessions import ZONE, book
from tests.coverage.working import photograph
from vc.accounts.models import Person
from vc.accounts.request_context import RequestContext
from vc.attendance.models import Registration, RegistrationStatus
from vc.booking.models import Event, EventKind, Visibility
from vc.booking.states import EventStatus
from vc.calendars import observances
from vc.calendars.observances import Days
from vc.certificates import rules
from vc.certificates import service as certificates
from vc.clips.models import Clip
from vc.consents.models import Consent
from vc.coverage import photographs, rotation, zones
from vc.coverage import service as coverages
from vc.coverage.models import Shown
from vc.coverage.service import NewCoverage
from vc.db import db
from vc.editorial_plan import reposts
from vc.editorial_plan import service as editorial_plan
from vc.editorial_plan.models import ObservanceTask, PlanBatch, PlannedPiece
from vc.editorial_plan.reposts import NewRepost
from vc.evidence_bundles import archive
from vc.evidence_bundles import service as bundles
from vc.evidence_bundles.service import NewBundle
from vc.forums import service as forums
from vc.forums.models import QuestionStatus
from vc.forums.service import NewSpeaker
from vc.interviews import service as interviews
from vc.interviews.models import InterviewStatus
from vc.interviews.service import NewInterview
from vc.networks.facts import Network
from vc.programme import deliveries
from vc.programme import service as programme
from vc.programme.deliveries import NewDeliverable
from vc.programme.models import EasingReason, HandKind
from vc.programme.promise import Period
from vc.programme.service import NewAdjustment, NewGoal, NewTerms
from vc.publishing.models import Publication
from vc.reports import service as reports
from vc.reports.periods import Period as Span
from vc.reports.periods import PeriodKind
from vc.services import services_of
from vc.surveys import service as surveys
from vc.surveys.models import SurveyAnswer
from vc.surveys.service import Answers
from vc.talk_requests import service as requests
from vc.talk_requests.models import TalkRequest
from vc.talk_requests.service import NewRequest
from vc.topics import service as topics

ASKED = ("Uso seguro de redes", "Ciberacoso", "Apuestas en línea", "Contraseñas")
PAINTS = ("red", "blue")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """What leads to what was made."""

    forum: Event
    registrations: tuple[int, ...]
    certificates: tuple[int, ...]
    folio: str
    requests: tuple[int, ...]
    answers: tuple[str, ...]
    report: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What it is made for: whose it is, a session that is over, a clip of it that is out."""

    app: Flask
    ana: Person
    boss: Person
    over: Event
    clip: Clip
    out: Publication
    queued: Publication
    consent: Consent
    forum: Event | None = None
    """A session to come that may become one; without it another is booked."""

    @property
    def now(self) -> datetime:
        """Return the present instant."""
        return services_of(self.app).clock()

    def context(self, by: Person) -> RequestContext:
        """Return what a rule asks for."""
        return RequestContext(db.session(), by, self.now, ZONE)


def make_promised(made: Made) -> Told:
    """Make one of everything of it; nearly all of it is Ana's."""
    _month(made)
    _covered(made)
    _programme(made)
    forum = _forum(made)
    asked = _requests(made)
    came = _came(made)
    given = _certificates(made, came)
    _interviews(made, came)
    _topics(made)
    key = _report(made)
    _bundle(made)
    db.session.commit()
    return Told(
        forum=forum,
        registrations=tuple(one.id for one in came),
        certificates=tuple(one.id for one in given),
        folio=given[0].folio,
        requests=tuple(one.id for one in asked if one.arrived_at),
        answers=tuple(db.session.scalars(select(SurveyAnswer.id))),
        report=key,
    )


def _covered(made: Made) -> None:
    """Plan two coverages of Ana's, and prove the one that is over by two photographs."""
    now, ana, session = made.now, made.ana, db.session()
    today = now.astimezone(ZONE).date()
    for town, day in (("Rioverde", today), ("Cerritos", today + 9 * DAY)):
        found = zones.named(session, town)
        new = NewCoverage(municipality_id=found.id, on_day=day, goes_id=ana.id)
        row = coverages.plan(session, new, by=ana, now=now, zone=ZONE)
        if day == today:
            files = [photographs.read(f"{colour}.jpg", photograph(colour)) for colour in PAINTS]
            about = photographs.About("La mesa", Shown.UNSAID)
            how = {"by": ana, "now": now, "today": today}
            photographs.bring(session, services_of(made.app).store, row, files, about, **how)
    rotation.swap(session, 2031 * 12 + 7, 1, "Fiesta", by=made.boss, now=now)


def _month(made: Made) -> None:
    """Enter an observance, whose task Ana has, a piece for it, and guidelines to repeat."""
    now, ana, session = made.now, made.ana, db.session()
    today = now.astimezone(ZONE).date()
    days = Days("Día Naranja", today + 5 * DAY, today + 5 * DAY)
    observance = observances.add(session, days, by=made.boss, now=now)
    editorial_plan.lay(session, now, ZONE)
    session.flush()
    task = session.scalars(select(ObservanceTask).filter_by(observance_id=observance.id)).one()
    task.responsible_id = ana.id
    batch = PlanBatch(by_id=ana.id, at=now)
    session.add(batch)
    session.flush()
    session.add(PlannedPiece(publication=made.queued, task_id=task.id, batch_id=batch.id))
    for number in (1, 2):
        new = NewRepost(
            title="Alerta por lluvias",
            source_url=f"https://x.com/gobierno/status/123456789{number}",
            network=Network.X,
            first=today,
            last=today,
            responsible_id=ana.id,
        )
        (row,) = reposts.enter(made.context(made.boss), new)
    reposts.drop(made.context(ana), row, "Lo difunde otra área")


def _programme(made: Made) -> None:
    """Begin the year's programme: a goal of Ana's, an adjustment, and what she delivered."""
    context, january = made.context(made.boss), date(2031, 1, 1)
    begun = programme.begin(context, 2031)
    terms = NewTerms(name="Boletines", least=2)
    new = NewGoal(
        kind="bulletin", period=Period.MONTH, since=january, terms=terms, responsible_id=made.ana.id
    )
    goal = programme.add_goal(context, begun, new)
    eased = NewAdjustment(
        begins_on=january,
        least=0,
        reason=EasingReason.BAN,
        words="Veda",
        authorised_by="Titular",
    )
    programme.adjust(context, goal, eased)
    day, own = made.now.astimezone(ZONE).date(), made.context(made.ana)
    for url in ("https://example.org/b", ""):
        told = NewDeliverable(title="Boletín", day=day, url=url)
        deliveries.enter(own, HandKind.BULLETIN, told, goal=goal)
    db.session.commit()


def _forum(made: Made) -> Event:
    """Book a forum of Ana's with speakers, and questions of every state."""
    session, now = db.session(), made.now
    shown = {"visibility": Visibility.PUBLIC, "takes_registrations": True}
    forum = made.forum or book(made.app, made.ana, now + 30 * DAY, **shown)
    forum.kind, forum.status, forum.meeting.due_at = EventKind.FORUM, EventStatus.CONFIRMED, None
    for name in ("Rosa Perito", "Luis Cibernauta"):
        speaker = NewSpeaker(name=name, minutes=20, institution="UASLP", topic="Redes")
        forums.add_speaker(session, forum, speaker, by=made.ana, now=now)
    forums.set_forum(session, forum, takes_questions=True, conclusions="Nada", by=made.ana, now=now)
    for text in ("¿Cómo denuncio?", "¿Y si es menor?", "¿Cuánto tarda?", "¿Vende algo?"):
        forums.add_question(session, forum, text, now)
    found = forums.questions(session, forum, QuestionStatus.WAITING)[QuestionStatus.WAITING]
    for question, to in zip(found[1:], list(QuestionStatus)[1:], strict=True):
        if to is QuestionStatus.ANSWERED:
            forums.decide(session, question, QuestionStatus.TAKEN, by=made.ana, now=now)
        forums.decide(session, question, to, by=made.ana, now=now)
    session.commit()
    return forum


def _requests(made: Made) -> list[TalkRequest]:
    """Ask for talks: one waits, one is looked after, one was declined, one nobody confirmed."""
    session, now, boss = db.session(), made.now, made.boss
    asked = [
        requests.ask(session, _request(topic, now), sends_mail=topic == ASKED[-1], now=now)
        for topic in ASKED
    ]
    requests.take(session, asked[1], by=boss, now=now)
    requests.decline(session, asked[2], "Ese mes no hay lugar.", by=boss, now=now)
    session.commit()
    return asked


def _request(topic: str, now: datetime) -> NewRequest:
    """Return what a school asks for."""
    return NewRequest(
        topic=topic,
        audience="Segundo grado",
        audience_size=40,
        institution="Secundaria 12",
        municipality="Soledad",
        starts=(now + 40 * DAY, now + 41 * DAY),
        duration_min=60,
        contact_name="Ana López",
        email="ana@escuela.example",
        has_minors=True,
        phone="4441234567",
        words="Con intérprete",
        token=f"solicitud-{ASKED.index(topic)}",
    )


def _came(made: Made) -> list[Registration]:
    """Let four people have come to the session that is over, and three answer its survey."""
    session, over = db.session(), made.over
    came = [
        Registration(
            event=over,
            email=f"vino{number}@example.org",
            name=f"Vino Temprano {number}",
            status=RegistrationStatus.CONFIRMED,
            token=f"vino-{number}",
            token_hash=interviews.token_hash(f"vino-{number}"),
            consented_at=over.starts_at,
            created_at=over.starts_at,
            presence_min=30 * number,
        )
        for number in range(5)
    ]
    session.add_all(came)
    session.flush()
    for one in came[:3]:
        answers = Answers(usefulness=5, clarity=4, recommends=True, words="Más ejemplos")
        during = over.starts_at
        surveys.answer(session, over, answers, registration=one, days=9, now=during)
    session.commit()
    return came


def _certificates(made: Made, came: list[Registration]) -> list[certificates.Certificate]:
    """Give certificates: one is valid, one was corrected, one was taken back."""
    session, now, ana = db.session(), made.now, made.ana
    certificates.ask_for_all(session, made.over, by=ana, now=now)
    rules.set_own(session, made.over, "45m", by=ana, now=now)
    given = [certificates.give(session, one, by=ana, now=now) for one in came[2:]]
    certificates.reissue(session, given[1], "Vino Tarde", "Así se llama", by=ana, now=now)
    certificates.revoke(session, given[2], "No estuvo", by=ana, now=now)
    session.commit()
    return given


def _interviews(made: Made, came: list[Registration]) -> None:
    """Ask two for an interview; the second signed."""
    session, now, ana = db.session(), made.now, made.ana
    for number, one in enumerate(came[:2]):
        new = NewInterview(
            registration=one,
            is_minor=False,
            expires_at=now + 9 * DAY,
            message="Nos gustó su pregunta.",
            slots=(now + 5 * DAY, now + 6 * DAY),
            token=f"entrevista-{number}",
        )
        asked = interviews.invite(session, made.over, new, now=now, by=ana)
    asked.status, asked.consent_id = InterviewStatus.ACCEPTED, made.consent.id
    asked.signed_from = "192.0.2.7"
    session.commit()


def _topics(made: Made) -> None:
    """Write topics down: one is an idea, one is taken, one was discarded."""
    session, now, ana = db.session(), made.now, made.ana
    written = [
        topics.add(session, title, "https://example.org/nota", now=now, by=ana)
        for title in ("Contraseñas", "Redes", "Apuestas")
    ]
    topics.take(session, written[1], now=now, by=ana)
    topics.discard(session, written[2], "Ya se contó", now=now, by=ana)
    session.commit()


def _report(made: Made) -> str:
    """Freeze last month's report, and begin the version that corrects it; return its key."""
    context, own = made.context(made.boss), services_of(made.app)
    period = Span(PeriodKind.MONTH, date(2031, 2, 1))
    first = reports.begin(db.session(), period, own, made.now)
    reports.comment(context, first, "", "Faltó una sesión por lluvia.")
    reports.freeze(context, first, own)
    db.session.commit()
    reports.correct(context, first, "Se contó dos veces")
    db.session.commit()
    return period.key


def _bundle(made: Made) -> None:
    """Make the evidence of the publication that is out."""
    session, now = db.session(), made.now
    key = bundles.signing_key(session, now)
    signed = archive.pack({"LEAME.txt": b"expediente"}, key.private_pem)
    new = NewBundle("240474526000123", bundles.next_number(session, made.out), "sal")
    store = services_of(made.app).store
    bundles.keep(session, made.out, new, signed, store, by=made.boss, now=now)
    session.commit()
