"""The words that people must never see, and the rules of writing that a machine can hold.

The glossary is in docs/interface.md («Words people read»). What is offended is listed file by file.
"""

import re
from collections.abc import Iterable

import pytest

from tests.buttons import all_buttons, count_of
from tests.words import Said, all_said

NEVER = {
    "session; sign-in": r"eventos?|iniciar sesión|sesiones abiertas|las demás sesiones|aparatos?",
    "link, code, page": r"ligas?|enlace directo|dirección propia",
    "account that can host": r"(?<!con )licencias?(?! de Zoom)|cuentas? anfitrionas?|"
    r"anfitriona?s? alternos?",
    "who runs it": r"ponentes?|quien(es)? (la |lo )?organizan? (la|esta) (sesión|reunión)",
    "vendor": r"(la|las|esta|esa|cada) plataformas?|proveedor(es)?|allá",
    "broadcast": r"(el|los|un|del|al|sus) en vivo|codificador(es)?",
    "run sheet": r"recorridos?",
    "recording; kept": r"resguard\w+|a salvo|copias? propias?|almacenad[oa]s?",
    "not of a session": r"ajen[oa]s?|material que no fue una sesión",
    "clip": r"(el|los|este|un|cada|del|al|de) cortes?|segmentos?|tramos?|export(a|e|ar|arlo|e[ns])",
    "checklist": r"ítems?|validar?|firmar",
    "channel, publication": r"embargos?|(?<!el )sitios? (?!web)",
    "to end a thing": r"despublicar|purgar|restaur\w+",
    "consent; ban": r"bloqueo|captur\w+|periodos? de veda",
    "presets; campaign": r"placas?|líneas? del programa|hashtags?",
    "difference": r"divergencias?|adoptar|imponer|avisos? recibidos?",
    "what needs a person": r"alarmas?|requieren? atención|necesitan? a alguien|me toca a mí|atoró",
    "what happened": r"auditoría(?! de TikTok)|calendarios? privados?|suscripción|suscripciones",
    "add, remove": r"añad\w+|dar? de alta|bajar|baje|import(e|ar|arlas?)",
    "press": r"(haga )?clics?|presion[ea]r?|puls(e|ar)|refres(car|que)|oprim\w+",
    "once more": r"intentar de nuevo|volver a intentar|probar ahora|buscar ahora",
    "people under 18": r"menor(es)?|infantes?",
}
"""What no one reads, by the glossary's rows: its «never» column and its list «Never in sight»."""

FOREIGN = {
    "of the office's things": r"login|meetings?|space|links?|join|passcode|slug|host|seat|cohosts?|"
    r"(?<!Facebook )live(?! video)|streams?|streaming|run sheet|checklists?|posts?|embargo|"
    r"takedown|render|withdraw|release|opt-in|ban|template|drift|delivery|alert|logs?|audit|marker",
    "of the machine": r"huellas?|\d+ × \d+|cifrad[oa]s?|folio interno|cola de trabajos|URLs?|APIs?|"
    r"vendor|RTMP|webhooks?|feeds?|tokens?|iCal|SHA-256|codecs?|h264|"
    r"aac|LUFS|scopes?|JSON|RSS|Atom|Admin SDK|HTML|JavaScript|PUBLIC_URL|META_\w+|lease|UTC|"
    r"RFC \d+|DNS|SQL",
}
"""Of the machine, or of another language: held where a text is surely the office's."""

RULES = {
    "neither begs nor boasts": r"\bpor favor\b|lamentablemente|exitosa|se produjo un error|¡",
    "names both by words": r"\w\(e?s\)|\by/o\b|\w[oa]/(o|a|as|os)\b",
    "joins by – or :": r"\w - \w",
    "writes days in words": r"\b\d{1,2}/\d{1,2}\b",
    "names the person who reports": r"\bdenunciantes?\b",
}
"""How nothing that people read is written."""

SERVER = "for whoever runs the server: the names of settings, and of what vendors' consoles say"
VENDOR = "the vendor's own name for it, as its console shows it"
ALLOWED = {
    **dict.fromkeys(
        (
            *(
                "vc/config.py",
                "vc/vendors.py",
                "vc/setting_rules.py",
                "vc/startup.py",
                "vc/listening.py",
                "vc/cli.py",
                "vc/diagnosis/",
            ),
            *("vc/media/ffmpeg_choice.py", "vc/web.py", "vc/wiring.py", "vc/migrations_cli.py"),
            *("vc/networks/", "vc/grants/", "templates/live/_channel.html"),
            *("integrations/meta/instagram_ways.py", "integrations/smtp.py", "vc/page_settings.py"),
            *("vc/office/forms.py", "vc/connections/vendors.py"),
        ),
        SERVER,
    ),
    "integrations/zoom/": VENDOR,
    "templates/office/_zoom_fields.html": VENDOR,
    "templates/office/parts.html": "for whoever writes pages",
    "integrations/google/": VENDOR,
    "integrations/meta/": VENDOR,
}
"""By the beginning of a file's name: why it says a foreign word all the same."""

HEADINGS = ("h1", "h2", "h3", "th", "dt", "button", "label")
COUNTED = {
    "sesiones": "sesión",
    "salas": "sala",
    "personas": "persona",
    "publicaciones": "publicación",
    "grabaciones": "grabación",
    "vistas": "vista",
    "clips": "clip",
    "archivos": "archivo",
    "mensajes": "mensaje",
    "cuentas": "cuenta",
    "canales": "canal",
    "lugares": "lugar",
    "días": "día",
    "líneas": "línea",
    "puntos": "punto",
}
LIMIT = re.compile(r"máximo|cuando mucho|más de|admite|al menos|entre|hasta")
"""What says how many there may be, which is never one."""
MANY = {
    "templates/mail/index.html": "what is said alike to two or more",
    "templates/recordings/_rows.html": "today and tomorrow have their own words",
    "vc/series/service.py": "a series has two sessions or more",
    "vc/calendars/cli.py": "said in the terminal",
    "vc/demonstration/demo.py": "said in the terminal",
    "vc/first_day/steps.py": "said from two people on",
    "vc/static/app.js": "said from three days on",
}
"""Where a count is said in the plural alone, and why."""

LONG = {"Usar lo de {}": "what the office chose to call it; a name is put in"}
"""By its text: why a button has more than three words."""


def offended(pattern: str, texts: Iterable[Said]) -> list[str]:
    """Return where a pattern is found, file by file."""
    word = re.compile(pattern, re.IGNORECASE)
    return [
        f"{one.file}:{one.line}: «{found[0]}» in «{one.text}»"
        for one in texts
        if (found := word.search(one.text))
    ]


def words(pattern: str) -> str:
    """Return the pattern of whole words."""
    return rf"(?<![\w/.-])(?:{pattern})(?![\w/-])"


@pytest.mark.parametrize("row", NEVER)
def test_nobody_reads_a_word_that_the_glossary_forbids(row):
    assert offended(words(NEVER[row]), all_said()) == []


@pytest.mark.parametrize("row", FOREIGN)
def test_nobody_reads_a_word_of_the_machine_or_of_another_language(row):
    sure = [one for one in all_said() if one.is_sure and not one.file.startswith(tuple(ALLOWED))]

    assert offended(words(FOREIGN[row]), sure) == []


@pytest.mark.parametrize("rule", RULES)
def test_what_people_read(rule):
    sure = [one for one in all_said() if one.is_sure]

    assert offended(RULES[rule], sure) == []


def test_every_count_has_its_singular():
    said = [one for one in all_said() if not one.file.startswith(tuple(MANY))]
    plural = re.compile(rf"\{{\}} ({'|'.join(COUNTED)})\b")
    found = [(one, plural.search(one.text)) for one in said if not LIMIT.search(one.text)]

    alone = [
        f"{one.file}:{one.line}: {one.text}"
        for one, match in found
        if match
        and not any(singular_in(other, match[1]) for other in said if other.file == one.file)
    ]

    assert alone == []


def singular_in(said: Said, plural: str) -> bool:
    """Tell whether a text counts one of what another counts in the plural."""
    return re.search(rf"\b1 {COUNTED[plural]}\b", said.text) is not None


def test_headings_and_labels_have_no_full_stop():
    ended = [one for one in all_said() if one.tag in HEADINGS and re.search(r"\w\.$", one.text)]

    assert offended("", ended) == []


def test_a_button_has_at_most_three_words():
    buttons = all_buttons()

    long = [str(one) for one in buttons if count_of(one.text) > 3 and one.text not in LONG]

    assert len(buttons) > 400
    assert long == []
