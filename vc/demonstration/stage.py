"""Where the demonstration is set: the app, the transaction, the instant, and who is there."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from vc.accounts.models import Person
from vc.accounts.request_context import RequestContext
from vc.booking.licence_assignment import BookingContext
from vc.booking.models import Campaign
from vc.services import Services, services_of
from vc.store import Store

EMAILS = {
    "admin": "admin@secesp.example",
    "comunicacion": "coordinacion@secesp.example",
    "prevencion": "anfitrion@secesp.example",
    "informatica": "informatica@secesp.example",
    "enlace": "enlace@secesp.example",
    "produccion": "produccion@secesp.example",
    "consulta": "consulta@secesp.example",
}
"""The people of the demonstration, by the word that its data have for each."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where and when something is added, and by whom."""

    app: Flask
    session: Session
    now: datetime
    zone: ZoneInfo
    people: dict[str, Person]
    campaigns: dict[str, int]

    @property
    def services(self) -> Services:
        """Return what work needs beside rows."""
        return services_of(self.app)

    @property
    def store(self) -> Store:
        """Return where files are kept."""
        return self.services.store

    @property
    def has_emulator(self) -> bool:
        """Tell whether the vendors are ours, so that rooms may really be made there."""
        return self.services.settings.needs_emulator

    def at(self, days: int, clock: time) -> datetime:
        """Return an hour of the office's, so many days after today."""
        day = self.now.astimezone(self.zone).date() + timedelta(days=days)
        return datetime.combine(day, clock, self.zone)

    def booking(self, who: str, now: datetime) -> BookingContext:
        """Return how one of the people books, at an instant."""
        return BookingContext(
            session=self.session,
            by=self.people[who],
            now=now,
            providers=self.services.providers,
            zone=self.zone,
            uid_domain=self.services.settings.uid_domain,
        )

    def request(self, who: str, now: datetime) -> RequestContext:
        """Return how one of the people asks for something, at an instant."""
        return RequestContext(self.session, self.people[who], now, self.zone)

    def keep(self, content: bytes, key: str) -> None:
        """Put something into the store; what an earlier start left there is written anew."""
        self.store.discard_part(key)
        with self.store.part(key, 0) as part:
            part.write(content)
        self.store.finish(key)


def stage_of(app: Flask, session: Session, now: datetime) -> Stage:
    """Return the stage on which the demonstration's people stand already."""
    known = {one.email: one for one in session.scalars(select(Person))}
    people = {key: known[email] for key, email in EMAILS.items() if email in known}
    campaigns = {one.name: one.id for one in session.scalars(select(Campaign))}
    return Stage(app, session, now, services_of(app).zone, people, campaigns)
