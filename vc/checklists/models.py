"""Templates of checklists, what was answered for a clip, who appears, what was watched."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vc.accounts.models import Person
from vc.clips.edit import Length
from vc.clips.models import Clip, ClipKind
from vc.consents.models import Consent
from vc.db import Base, UTCDateTime, text_enum
from vc.states import Transitions


class TemplateStatus(StrEnum):
    """How far a version of a list is."""

    DRAFT = "DRAFT"
    """The coordinator writes it; no clip has it yet."""
    PUBLISHED = "PUBLISHED"
    """Clips begin with it; it never changes."""
    REPLACED = "REPLACED"
    """A newer version took its place; clips that began with it keep it."""


class Level(StrEnum):
    """What an open point does."""

    BLOCKING = "BLOCKING"
    """Nobody can approve the clip."""
    ADVISORY = "ADVISORY"
    """It is shown, and that is all."""


class Mode(StrEnum):
    """Who finds out."""

    PERSON = "PERSON"
    """Somebody answers; where the point has a check too, its failure outweighs the answer."""
    SYSTEM = "SYSTEM"
    """The check alone, each time anybody looks."""


class Evidence(StrEnum):
    """What a yes has to bring along."""

    NONE = "NONE"
    NOTE = "NOTE"
    FILE = "FILE"
    LINK = "LINK"


class DependsOn(StrEnum):
    """Which change of the clip makes an answer old."""

    FILE = "FILE"
    TEXT = "TEXT"
    BOTH = "BOTH"
    NOTHING = "NOTHING"


class Reply(StrEnum):
    """What a person answers to a point."""

    YES = "YES"
    NO = "NO"
    NOT_APPLICABLE = "NOT_APPLICABLE"


T = TemplateStatus


class Template(Base):
    """One version of the list of one kind of clip."""

    __tablename__ = "checklist_template"
    __table_args__ = (UniqueConstraint("kind", "version"),)
    TRANSITIONS: ClassVar[Transitions] = {
        T.DRAFT: frozenset({T.PUBLISHED}),
        T.PUBLISHED: frozenset({T.REPLACED}),
        T.REPLACED: frozenset(),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ClipKind] = mapped_column(text_enum(ClipKind))
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    status: Mapped[TemplateStatus] = mapped_column(text_enum(TemplateStatus), default=T.DRAFT)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """None for a draft, and for the first version, which came with the program."""
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    published_by: Mapped[Person | None] = relationship()
    items: Mapped[list["TemplateItem"]] = relationship(
        back_populates="template", order_by="TemplateItem.position", cascade="all, delete-orphan"
    )

    def __str__(self) -> str:
        """Return its name with the number of the version."""
        return f"{self.name}, versión {self.version}"


class TemplateItem(Base):
    """One point of a version."""

    __tablename__ = "checklist_item"
    __table_args__ = (UniqueConstraint("template_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("checklist_template.id"))
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))
    """The same in every version, so that two can be compared."""
    label: Mapped[str] = mapped_column(String(200))
    help: Mapped[str] = mapped_column(String(600), default="")
    """What to look at and why, in a sentence or two."""
    level: Mapped[Level] = mapped_column(text_enum(Level))
    mode: Mapped[Mode] = mapped_column(text_enum(Mode))
    check_key: Mapped[str] = mapped_column(String(40), default="")
    """A key of `checks.CHECKS`; empty where only a person can tell."""
    evidence: Mapped[Evidence] = mapped_column(text_enum(Evidence), default=Evidence.NONE)
    rule: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    """When it applies and blocks, as `checks.applies` reads it; empty: always."""
    depends_on: Mapped[DependsOn] = mapped_column(text_enum(DependsOn), default=DependsOn.BOTH)
    needs_two: Mapped[bool] = mapped_column(default=False)
    """One person's yes is not enough."""

    template: Mapped[Template] = relationship(back_populates="items")

    def __str__(self) -> str:
        """Return its label."""
        return self.label


class Checklist(Base):
    """The list of one clip: the version of its kind's template that it began with.

    A clip that becomes another kind begins that kind's list, and keeps the other one.
    """

    __tablename__ = "checklist"
    __table_args__ = (UniqueConstraint("clip_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clip_id: Mapped[int] = mapped_column(ForeignKey("clip.id"))
    kind: Mapped[ClipKind] = mapped_column(text_enum(ClipKind))
    template_id: Mapped[int] = mapped_column(ForeignKey("checklist_template.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)

    clip: Mapped[Clip] = relationship()
    template: Mapped[Template] = relationship()


class Answer(Base):
    """What somebody answered to a point. Rows are only added: the newest one counts."""

    __tablename__ = "checklist_answer"
    __table_args__ = (Index(None, "checklist_id", "item_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    checklist_id: Mapped[int] = mapped_column(ForeignKey("checklist.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("checklist_item.id"))
    reply: Mapped[Reply] = mapped_column(text_enum(Reply))
    note: Mapped[str] = mapped_column(String(1000), default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    file_key: Mapped[str] = mapped_column(String(320), default="")
    file_name: Mapped[str] = mapped_column(String(200), default="")
    """As the person's own computer called it."""
    file_sha256: Mapped[str] = mapped_column(String(64), default="")
    picture_sha256: Mapped[str] = mapped_column(String(64))
    """The clip's digests when it was answered: they tell whether it still is about this clip."""
    text_sha256: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    by: Mapped[Person] = relationship()
    checklist: Mapped[Checklist] = relationship()
    item: Mapped[TemplateItem] = relationship()


class Appearance(Base):
    """Somebody who can be recognised in a clip, by their consent; it is taken back, not deleted."""

    __tablename__ = "clip_appearance"

    id: Mapped[int] = mapped_column(primary_key=True)
    clip_id: Mapped[int] = mapped_column(ForeignKey("clip.id"), index=True)
    consent_id: Mapped[int] = mapped_column(ForeignKey("consent.id"), index=True)
    in_ms: Mapped[int | None]
    """From when, in the source's time; None: in the whole clip."""
    out_ms: Mapped[int | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    clip: Mapped[Clip] = relationship()
    consent: Mapped[Consent] = relationship()
    by: Mapped[Person] = relationship()

    def __str__(self) -> str:
        """Return the consent's folio: lines never tell a name."""
        return self.consent.folio


class Viewing(Base):
    """What one person has really watched of one length of a clip's files."""

    __tablename__ = "clip_viewing"
    __table_args__ = (UniqueConstraint("clip_id", "person_id", "picture_sha256", "length"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clip_id: Mapped[int] = mapped_column(ForeignKey("clip.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    picture_sha256: Mapped[str] = mapped_column(String(64))
    """Of the cut that was watched: another cut is to be watched again."""
    length: Mapped[Length] = mapped_column(text_enum(Length))
    spans: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    """Pairs of milliseconds of the file, in order, apart from each other."""
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
