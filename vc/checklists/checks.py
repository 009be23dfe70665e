"""What the system finds out by itself: pure functions from facts to a result in words.

They are computed each time that somebody looks, so no result of them is ever old.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from vc.checklists.models import Level

TARGET_LUFS, TOLERANCE_LU = -16.0, 2.0
MOST_SILENCE_MS = 3_000
ENOUGH_PERCENT = 98
"""Of the longest file: the last second is often left out, and rounding takes its part."""
HASHTAG = "#PrevenimosJuntos"
KNOWN_NUMBERS = frozenset({"089", "911"})
HELP_LINES = frozenset({"089", "911", "079"})
MOST_NAMED = 8

# Ten digits, however they are set apart, or three that stand alone; not the decimals of a number,
# not a part of a longer one, and no percentage.
TELEPHONE = re.compile(r"(?<![\d.,#])\+?(?:52[ -]?)?\(?(\d(?:[ ().-]{0,2}\d){9})(?!\d)")
SHORT_NUMBER = re.compile(r"(?<![\d.,:/#$])(\d{3})(?![\d:/]|[.,]\d| ?%)")


class Found(StrEnum):
    """What a check found."""

    OK = "OK"
    WARN = "WARN"
    """Somebody should look; it holds nobody up."""
    FAIL = "FAIL"
    UNKNOWN = "UNKNOWN"
    """It cannot tell yet: something is missing, or there is nothing to check."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a check found, and why, in words for people."""

    found: Found
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """One file of the clip as it stands."""

    label: str
    duration_ms: int
    size_bytes: int
    loudness_lufs: float | None
    longest_silence_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppearanceFacts:
    """Somebody who appears, and what their consent does not cover; names stay out of it."""

    folio: str
    is_minor: bool
    problems: tuple[str, ...] = ()


class Notice(StrEnum):
    """Whether the session told those who were there that it was recorded or broadcast."""

    IN_TIME = "in_time"
    LATE = "late"
    """Only after it had begun."""
    NEVER = "never"
    NO_SESSION = "no_session"
    """The clip is of no session of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that the checks and the rules are told of a clip."""

    kind: str
    has_minors: bool
    today: date
    """In the office's time zone; stands in for the day of publication."""
    channels: tuple[str, ...] = ()
    """Where it is to be published; empty while nobody knows."""
    title: str = ""
    text: str = ""
    alt_text: str = ""
    captions: tuple[str, ...] = ()
    are_captions_reviewed: bool = False
    files: tuple[FileFacts, ...] = ()
    are_files_ready: bool = False
    warnings: tuple[str, ...] = ()
    """What networks would not take."""
    has_plate: bool = False
    is_plate_current: bool = False
    ban: str = ""
    """The name of the ban that holds today without an exception for this clip."""
    appearances: tuple[AppearanceFacts, ...] = ()
    refusals: tuple[str, ...] = ()
    """Folios of those who asked not to appear in what is published of its session."""
    refused_at: datetime | None = None
    """When the last of them did."""
    notice: Notice = Notice.NO_SESSION
    watched_percent: int = 0
    """Of the longest file, by whoever reviews it."""
    is_approved: bool = False


def applies(rule: Mapping[str, object], facts: Facts) -> bool:
    """Tell whether a point with this rule is asked of a clip.

    While nobody knows where it is to be published, points of every channel are.
    """
    kinds, channels = rule.get("kinds"), rule.get("channels")
    if isinstance(kinds, list) and facts.kind not in kinds:
        return False
    if isinstance(channels, list) and facts.channels and not set(channels) & set(facts.channels):
        return False
    if rule.get("day") not in (None, facts.today.day):
        return False
    return _holds(rule, facts)


def blocks(level: Level, rule: Mapping[str, object], facts: Facts) -> bool:
    """Tell whether an open point keeps the clip from being approved."""
    harder = rule.get("blocking_when")
    return level is Level.BLOCKING or (isinstance(harder, dict) and _holds(harder, facts))


def run(key: str, facts: Facts) -> Result:
    """Return a check's findings; one that this version does not know finds nothing out."""
    check = CHECKS.get(key)
    return check(facts) if check else Result(Found.UNKNOWN, "Esta revisión ya no existe.")


def unknown_numbers(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the telephone numbers and three-digit numbers that are not known, each once."""
    found: dict[str, None] = {}
    for text in texts:
        rest = TELEPHONE.sub(lambda hit: _kept(hit, found), text)
        for hit in SHORT_NUMBER.finditer(rest):
            if hit[1] not in KNOWN_NUMBERS:
                found[hit[1]] = None
    return tuple(found)


def _kept(hit: re.Match[str], found: dict[str, None]) -> str:
    """Note a telephone number as it is written, and leave nothing of it in the text."""
    found[hit[1].strip()] = None
    return " "


def _holds(rule: Mapping[str, object], facts: Facts) -> bool:
    """Tell whether what a rule says of minors, of refusals and of bans is so."""
    if rule.get("minors") and not facts.has_minors:
        return False
    if rule.get("refusals") and not facts.refusals:
        return False
    return not rule.get("ban") or bool(facts.ban)


def _consents(facts: Facts) -> Result:
    """Tell whether everybody who appears agreed to it."""
    problems = [f"{one.folio}: {text}" for one in facts.appearances for text in one.problems]
    if problems:
        return Result(Found.FAIL, _sentence(problems))
    if not facts.appearances:
        return Result(Found.UNKNOWN, "Diga quién aparece, o que nadie se puede identificar.")
    count = len(facts.appearances)
    people = "Aparece 1 persona" if count == 1 else f"Aparecen {count} personas"
    return Result(Found.OK, f"{people} con consentimiento vigente.")


def _privacy_notice(facts: Facts) -> Result:
    """Tell what the session itself said of being recorded."""
    return {
        Notice.IN_TIME: Result(
            Found.OK, "La página, la entrada, los correos y el calendario lo decían desde antes."
        ),
        Notice.LATE: Result(Found.WARN, "La sesión lo dijo cuando ya había empezado."),
        Notice.NEVER: Result(Found.WARN, "La sesión no decía que se grababa ni se transmitía."),
        Notice.NO_SESSION: Result(Found.OK, "El clip no viene de una sesión agendada."),
    }[facts.notice]


def _refusals(facts: Facts) -> Result:
    """Name by their folios those who asked not to appear."""
    if not facts.refusals:
        return Result(Found.OK, "Nadie de la sesión pidió no aparecer.")
    count = len(facts.refusals)
    people = "1 persona pidió" if count == 1 else f"{count} personas pidieron"
    return Result(Found.WARN, f"{people} no aparecer: {', '.join(facts.refusals)}.")


def _minors(facts: Facts) -> Result:
    """Tell whether the consents of minors are there, with both of their documents."""
    minors = [one for one in facts.appearances if one.is_minor]
    if not minors:
        return Result(
            Found.FAIL, "Falta decir con qué consentimiento aparece cada niña, niño o adolescente."
        )
    problems = [f"{one.folio}: {text}" for one in minors for text in one.problems]
    if problems:
        return Result(Found.FAIL, _sentence(problems))
    return Result(Found.OK, "Cada niña, niño o adolescente tiene sus dos documentos.")


def _watched(facts: Facts) -> Result:
    """Tell whether whoever reviews it watched all of it."""
    percent = facts.watched_percent
    if percent >= ENOUGH_PERCENT:
        return Result(Found.OK, f"Quien revisa vio el {percent} % del clip.")
    if not facts.files:
        return Result(Found.FAIL, "Todavía no hay un archivo que ver.")
    return Result(
        Found.FAIL,
        f"Quien revisa ha visto el {percent} % del archivo más largo; falta verlo completo.",
    )


def _ban(facts: Facts) -> Result:
    """Tell whether it may be published today."""
    if facts.ban:
        return Result(Found.FAIL, f"Hoy hay veda: {facts.ban}. Falta una excepción documentada.")
    return Result(Found.OK, "Hoy no hay una veda que lo impida. Se revisa otra vez al publicar.")


def _plate(facts: Facts) -> Result:
    """Tell whether the logo is the one in use."""
    if not facts.has_plate:
        return Result(Found.UNKNOWN, "El clip no lleva plantilla gráfica. Elíjala en el editor.")
    if not facts.is_plate_current:
        return Result(Found.FAIL, "Hay una versión más nueva de la plantilla. Elíjala y rehaga.")
    return Result(Found.OK, "Lleva la versión vigente de la plantilla gráfica.")


def _captions(facts: Facts) -> Result:
    """Tell whether a person read the captions as they stand."""
    if not facts.captions:
        return Result(Found.UNKNOWN, "El clip no tiene subtítulos.")
    if not facts.are_captions_reviewed:
        return Result(Found.FAIL, "Nadie ha marcado como revisados estos subtítulos.")
    return Result(Found.OK, "Una persona revisó estos subtítulos.")


def _numbers(facts: Facts) -> Result:
    """Name each number in what people read that is not known."""
    found = unknown_numbers((facts.title, facts.text, facts.alt_text, *facts.captions))
    if found:
        named = ", ".join(found[:MOST_NAMED])
        more = "" if len(found) <= MOST_NAMED else f" y {len(found) - MOST_NAMED} más"
        word = "el número" if len(found) == 1 else "los números"
        return Result(Found.WARN, f"Revise {word} {named}{more}.")
    return Result(Found.OK, "No hay números desconocidos.")


def _hashtags(facts: Facts) -> Result:
    """Tell whether the campaign's hashtag is in the text."""
    if HASHTAG.casefold() in facts.text.casefold():
        return Result(Found.OK, f"El texto lleva {HASHTAG}.")
    return Result(Found.WARN, f"El texto no lleva {HASHTAG}.")


def _formats(facts: Facts) -> Result:
    """Tell whether the files are there, and what networks would say of them."""
    if not facts.are_files_ready:
        return Result(Found.FAIL, "Faltan archivos: prepárelos en la página del clip.")
    if facts.warnings:
        return Result(Found.WARN, _sentence(list(facts.warnings)))
    return Result(Found.OK, "Cada red admite alguno de los archivos.")


def _loudness(facts: Facts) -> Result:
    """Tell which files are too loud, too quiet, or silent for long."""
    measured = [one for one in facts.files if one.loudness_lufs is not None]
    if not measured:
        return Result(Found.UNKNOWN, "Todavía no hay un audio medido.")
    said = [text for one in measured for text in _heard(one)]
    if said:
        return Result(Found.WARN, _sentence(said))
    return Result(Found.OK, "El audio está dentro de lo pedido.")


def _heard(file: FileFacts) -> list[str]:
    """Return what is wrong with how one file sounds."""
    said, lufs = [], file.loudness_lufs
    if lufs is not None and abs(lufs - TARGET_LUFS) > TOLERANCE_LU:
        said.append(f"{file.label}: el volumen queda {'alto' if lufs > TARGET_LUFS else 'bajo'}")
    if (file.longest_silence_ms or 0) > MOST_SILENCE_MS:
        said.append(f"{file.label}: un silencio de {(file.longest_silence_ms or 0) / 1000:.1f} s")
    return said


def _alt_text(facts: Facts) -> Result:
    """Tell whether somebody described the thumbnail."""
    if facts.alt_text.strip():
        return Result(Found.OK, "La miniatura tiene texto alternativo.")
    return Result(Found.FAIL, "Falta el texto alternativo de la miniatura.")


def _orange_day(facts: Facts) -> Result:
    """Tell whether the text names a line where help is to be had."""
    if any(re.search(rf"(?<!\d){number}(?!\d)", facts.text) for number in HELP_LINES):
        return Result(Found.OK, "El texto nombra una línea de ayuda.")
    return Result(Found.WARN, "El texto no nombra una línea de ayuda (911 o 089).")


def _approval(facts: Facts) -> Result:
    """Tell whether somebody else approved these files and words."""
    if facts.is_approved:
        return Result(Found.OK, "Otra persona lo aprobó.")
    return Result(Found.FAIL, "Falta que otra persona lo apruebe.")


def _sentence(parts: list[str]) -> str:
    """Return the parts as one sentence."""
    return "; ".join(part.rstrip(".") for part in parts) + "."


CHECKS: Mapping[str, Callable[[Facts], Result]] = {
    "privacy_notice": _privacy_notice,
    "consents": _consents,
    "refusals": _refusals,
    "minors": _minors,
    "watched": _watched,
    "ban": _ban,
    "plate": _plate,
    "captions": _captions,
    "numbers": _numbers,
    "hashtags": _hashtags,
    "formats": _formats,
    "loudness": _loudness,
    "alt_text": _alt_text,
    "orange_day": _orange_day,
    "approval": _approval,
}
