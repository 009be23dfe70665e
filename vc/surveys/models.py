"""What people answered after a session, and who did: apart, so that nobody can tell whose it is."""

import secrets
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from vc.db import Base
from vc.encrypted_text import EncryptedText


class SurveyAnswer(Base):
    """One person's answers, of whom nothing is kept; its key tells no order either."""

    __tablename__ = "survey_answer"
    __table_args__ = (
        CheckConstraint("usefulness BETWEEN 1 AND 5", name="usefulness_is_a_mark"),
        CheckConstraint("clarity BETWEEN 1 AND 5", name="clarity_is_a_mark"),
        Index(None, "event_id"),
    )

    id: Mapped[str] = mapped_column(
        String(24), primary_key=True, default=lambda: secrets.token_hex(12)
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    answered_on: Mapped[date]
    """The day alone: the minute would tell whose it is."""
    usefulness: Mapped[int]
    clarity: Mapped[int]
    recommends: Mapped[bool]
    will_do: Mapped[str] = mapped_column(EncryptedText, default="")
    words: Mapped[str] = mapped_column(EncryptedText, default="")
    is_shown: Mapped[bool] = mapped_column(default=False)
    """Whether staff see it, in figures too: see `service.LEAST`."""

    def __str__(self) -> str:
        """Return what it is."""
        return "respuesta"


class SurveyTurn(Base):
    """That somebody who registered has answered: not when, and not what."""

    __tablename__ = "survey_turn"

    id: Mapped[int] = mapped_column(
        ForeignKey("registration.id"), primary_key=True, autoincrement=False
    )
    """The registration's. No order is kept in which they came."""

    def __str__(self) -> str:
        """Return what it is."""
        return "turno"
