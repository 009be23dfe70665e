"""What is proposed for a post from the session itself: title, text and hashtags. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from vc import dates
from vc.booking.models import EventKind

MOST_TITLE = 250
MOST_HASHTAGS = 10

# How a post invites, by the kind of session; the talk's name follows.
INVITATIONS = {
    EventKind.TALK: "Te invitamos a la plática virtual",
    EventKind.FORUM: "Te invitamos al foro virtual",
    EventKind.TRAINING: "Te invitamos a la capacitación en línea",
    EventKind.INTERVIEW: "Te invitamos a la entrevista",
}
INVITATION = "Te invitamos a la transmisión"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a proposal needs to know of a session, be it booked already or not."""

    summary: str
    kind: EventKind
    starts_at: datetime
    description: str = ""
    campaign: str = ""
    institution: str = ""
    municipality: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """The texts of a post; `hashtags` with their signs, a blank between them."""

    title: str
    description: str
    hashtags: str


def propose(subject: Subject, *, zone: ZoneInfo, office: str) -> Post:
    """Return the post that suits a session, in the office's zone."""
    return Post(
        subject.summary[:MOST_TITLE],
        _description(subject, zone),
        " ".join(hashtags_of(subject, office)),
    )


def hashtags_of(subject: Subject, office: str) -> list[str]:
    """Return the hashtags of campaign, municipality and office, without repeating one."""
    names = (subject.campaign, subject.municipality, office)
    return list(dict.fromkeys(tag for tag in map(hashtag, names) if tag))


def hashtag(name: str) -> str:
    """Return a name as one hashtag: «Prevenimos Juntos 2026» → #PrevenimosJuntos2026."""
    plain = unicodedata.normalize("NFC", name)
    words = re.findall(r"\w+", plain)
    joined = "".join(word[0].upper() + word[1:] for word in words)
    # A hashtag of digits alone is none.
    return f"#{joined}" if re.search(r"[^\W\d_]", joined) else ""


def clean_hashtags(text: str) -> str:
    """Return hashtags as they were typed, each once, with its sign, a blank between them."""
    tags = (hashtag(part) for part in re.split(r"[\s,;#]+", text))
    return " ".join(list(dict.fromkeys(tag for tag in tags if tag))[:MOST_HASHTAGS])


def _description(subject: Subject, zone: ZoneInfo) -> str:
    """Return the text below the title: the invitation, when it is, and what it is about."""
    day = dates.day(subject.starts_at, zone)
    hour = dates.clock_time(subject.starts_at, zone)
    invitation = INVITATIONS.get(subject.kind, INVITATION)
    lines = [f"{invitation} «{subject.summary}», el {day} a las {hour} h."]
    if subject.institution:
        lines[0] += f" Con {subject.institution}."
    if subject.description:
        lines.append(subject.description)
    lines.append("Deja tus preguntas en los comentarios.")
    return "\n\n".join(lines)
