"""Who may do what to which object: the one table that doors, buttons and feeds ask.

    may(person, Capability.DECIDE_RECORDING, recording)     tells
    check(person, Capability.DECIDE_RECORDING, recording)   raises NotAllowedError

A role is a set of capabilities, each with its reach. Whose a row is the row says itself:
`people_ids` are those of its session, `maker_id` is who made it. A row that says neither is
nobody's own, so that only a reach of everything opens it.

`docs/permissions.md` is written from here: `flask permissions > docs/permissions.md`.
"""

from collections.abc import Iterator
from enum import Enum, StrEnum
from typing import NamedTuple, Protocol

from vc.accounts.models import Role
from vc.errors import NotAllowedError


class Somebody(Protocol):
    """Who asks: a `Person`, or what a query past the ORM read of one."""

    @property
    def id(self) -> int: ...
    @property
    def role(self) -> Role: ...
    @property
    def is_active(self) -> bool: ...


class Holder(NamedTuple):
    """Somebody as a row of a plain query."""

    id: int
    role: Role
    is_active: bool


class Reach(StrEnum):
    """On which rows a role may do something."""

    MADE = "made"
    """What the person made: the row's `maker_id`."""
    OWN = "own"
    """Sessions that the person books, hosts or co-hosts, and what came of them: `people_ids`."""
    ALL = "all"
    """Every row."""


class Capability(Enum):
    """Something that may be done: what it is, and the Spanish words for it in a refusal."""

    READ = (
        "Sign in; read the agenda, internal recordings, clips and publications.",
        "consultar lo interno",
    )
    SUBSCRIBE = ("Have private feeds, and renew or close them.", "cambiar ese calendario")
    SUBSCRIBE_TO_OTHERS = (
        "Have a private feed of somebody else's sessions.",
        "suscribirse al calendario de otra persona",
    )
    BOOK = ("Book sessions and series.", "agendar sesiones")
    CHANGE_SESSION = (
        "Change, move and cancel a session or series, and start its room.",
        "cambiar, mover, cancelar ni iniciar esta sesión",
    )
    BROADCAST = (
        "Plan, start, stop and follow the broadcast of a session.",
        "decidir sobre la transmisión de esta sesión",
    )
    READ_ATTENDANCE = (
        "Read, export and correct who registered and attended: personal data.",
        "ver ni corregir el registro y la asistencia de esta sesión",
    )
    ISSUE_CERTIFICATES = (
        "Issue, correct and revoke certificates of attendance.",
        "emitir, corregir ni revocar constancias de esta sesión",
    )
    READ_MAIL = (
        "Read what was mailed about a session, and send it again.",
        "ver ni reenviar los correos de esta sesión",
    )
    HAND_IN = (
        "Hand in videos, material and transcripts; have vendors' accounts looked through.",
        "subir archivos a esta sesión o grabación",
    )
    CHANGE_HANDED_IN = (
        "Continue or cancel an upload; correct what is said of material.",
        "cambiar lo que otra persona subió",
    )
    DECIDE_RECORDING = (
        "Decide a recording's visibility, consent and time of keeping; bin it; give it a session.",
        "decidir sobre esta grabación",
    )
    DELETE_AT_VENDOR = (
        "Have the vendor's copy of a recording deleted.",
        "borrar la copia que está en la nube",
    )
    SET_RETENTION = (
        "Set how long recordings are kept, and bin those that are due.",
        "cambiar las reglas de conservación",
    )
    CUT = (
        "Mark moments; cut, caption, render, submit and withdraw clips. Shared among all who may.",
        "marcar momentos ni cortar clips",
    )
    ANSWER_CHECKLIST = (
        "Answer a clip's checklist, open its evidence, and say who appears.",
        "responder listas de verificación",
    )
    WRITE_CHECKLISTS = (
        "Write and publish versions of checklists.",
        "cambiar las listas de verificación",
    )
    APPROVE = (
        "Approve clips and texts, or ask for changes; never one's own.",
        "aprobar ni pedir cambios",
    )
    PREPARE_PUBLICATION = (
        "Compose and plan publications of an approved clip; change, move and cancel them.",
        "preparar publicaciones de este clip",
    )
    PUBLISH = (
        "Publish by hand, prove and count it, queue again what failed, take down.",
        "publicar, comprobar, reintentar ni retirar esta publicación",
    )
    PLAN_MONTH = (
        "Propose and plan the pieces of a month; enter guidelines to repeat.",
        "planear el mes ni registrar lineamientos",
    )
    ANSWER_PLAN = (
        "Say what became of a task of an observance or of a guideline to repeat, with its proof.",
        "responder esta tarea",
    )
    PAUSE_PUBLISHING = (
        "Pause publications and go on; leave up what was to be taken down.",
        "detener ni reanudar publicaciones",
    )
    ISSUE_EVIDENCE = (
        "Make the signed evidence of a publication for a transparency request.",
        "hacer expedientes de evidencia",
    )
    REGISTER_CONSENT = (
        "Register a consent with its signed papers.",
        "registrar consentimientos de esta sesión",
    )
    INTERVIEW = (
        "Ask people who came to a session for an interview, and begin its clip: personal data.",
        "invitar a entrevistas de esta sesión",
    )
    OPEN_CONSENT = (
        "Read the names and open the papers of a consent.",
        "ver los documentos de este consentimiento",
    )
    REVOKE_CONSENT = ("Revoke a consent.", "revocar consentimientos")
    COVER = (
        "Plan and cancel coverages of the CMSP; hand in photographs and what proves them.",
        "planear ni comprobar esta cobertura",
    )
    WRITE_NOTICES = (
        "Write and publish versions of the privacy notices.",
        "cambiar los avisos de privacidad",
    )
    ENTER_BANS = (
        "Enter, confirm and withdraw electoral bans and their exceptions.",
        "registrar ni cambiar vedas",
    )
    MANAGE_PLATES = ("Keep and retire graphic plates.", "cambiar las plantillas gráficas")
    MANAGE_CHANNELS = ("Add, change and connect channels.", "cambiar los canales")
    MANAGE_LICENCES = (
        "Change licences, give out one that is taken; connect, check and disconnect accounts.",
        "administrar las cuentas de Zoom y Meet ni las integraciones",
    )
    RECONCILE = (
        "Decide on divergences; read what vendors told us.",
        "atender diferencias con Zoom y mensajes",
    )
    ANSWER_REQUESTS = (
        "Read the talks that people ask for, with their contacts; accept and decline them.",
        "ver ni responder solicitudes de pláticas",
    )
    REPORT = (
        "Comment, freeze and correct the reports of months, quarters and years.",
        "comentar, congelar ni corregir informes",
    )
    ARRANGE = (
        "Write campaigns, observances, areas, session templates, days off and texts of letters.",
        "cambiar campañas, efemérides, áreas, tipos de sesión ni textos de los correos",
    )
    SET_PROGRAMME = (
        "Write the annual programme: goals, their versions, adjustments.",
        "cambiar el programa anual",
    )
    DELIVER = (
        "Enter, correct and withdraw what was delivered for a goal, by hand.",
        "registrar ni cambiar entregables de esta meta",
    )
    SET_UP = (
        "Set the office's name, hours and colours; mail server and credentials of vendors.",
        "cambiar los datos de la oficina ni conectar el correo o Zoom",
    )
    MANAGE_PEOPLE = ("Add people, and change their role and access.", "administrar personas")
    INSPECT = (
        "Read the audit and how the installation stands.",
        "ver la historia de cambios ni el estado de la instalación",
    )

    def __init__(self, meaning: str, words: str) -> None:
        self.meaning = meaning
        self.words = words


C = Capability
Rights = dict[Capability, Reach]

_EVERYBODY: Rights = {C.READ: Reach.ALL, C.SUBSCRIBE: Reach.MADE}
_CUTTERS: Rights = {
    C.CUT: Reach.ALL,
    C.ANSWER_CHECKLIST: Reach.ALL,
    C.CHANGE_HANDED_IN: Reach.MADE,
}
_ADMINISTRATION = (C.MANAGE_PEOPLE, C.SET_UP, C.INSPECT)
_COORDINATION: Rights = {
    capability: Reach.ALL
    for capability in Capability
    if capability not in (C.SUBSCRIBE, *_ADMINISTRATION)
}
ROLES: dict[Role, Rights] = {
    Role.VIEWER: _EVERYBODY,
    Role.PRODUCTION: _EVERYBODY
    | _CUTTERS
    | {
        C.HAND_IN: Reach.ALL,
        C.PREPARE_PUBLICATION: Reach.ALL,
        C.DELIVER: Reach.OWN,
        C.PLAN_MONTH: Reach.ALL,
        C.ANSWER_PLAN: Reach.ALL,
    },
    Role.HOST: _EVERYBODY
    | _CUTTERS
    | {
        C.BOOK: Reach.ALL,
        C.CHANGE_SESSION: Reach.OWN,
        C.BROADCAST: Reach.OWN,
        C.READ_ATTENDANCE: Reach.OWN,
        C.ISSUE_CERTIFICATES: Reach.OWN,
        C.READ_MAIL: Reach.OWN,
        C.HAND_IN: Reach.OWN,
        C.DECIDE_RECORDING: Reach.OWN,
        C.PREPARE_PUBLICATION: Reach.OWN,
        C.PUBLISH: Reach.OWN,
        C.ANSWER_PLAN: Reach.OWN,
        C.REGISTER_CONSENT: Reach.OWN,
        C.INTERVIEW: Reach.OWN,
        C.OPEN_CONSENT: Reach.OWN,
        C.COVER: Reach.OWN,
        C.DELIVER: Reach.OWN,
    },
    Role.COORDINATOR: _EVERYBODY | _COORDINATION,
    Role.ADMINISTRATOR: _EVERYBODY | _COORDINATION | dict.fromkeys(_ADMINISTRATION, Reach.ALL),
}

OF_A_SESSION = "Esta sesión la organiza {name}. Pídaselo, o a Coordinación."
HOST, MAKER, RESPONSIBLE = "su anfitrión", "quien lo hizo", "la persona responsable"
OWNERS = {
    "Goal": RESPONSIBLE,
    "ObservanceTask": RESPONSIBLE,
    "Repost": RESPONSIBLE,
    "Deliverable": "quien lo registró",
    "PlanBatch": "quien lo planeó",
    "Coverage": "quien la cubre",
    "Photograph": "quien la cubre",
}
"""Whose a row is, by its kind, as a refusal names them; what is not here is of a session's host."""
WHO = {
    Role.HOST: "un anfitrión",
    Role.PRODUCTION: "Producción",
    Role.COORDINATOR: "Comunicación Social",
    Role.ADMINISTRATOR: "la administración",
}
"""Who it is that has a role, as a refusal names them; each after those who are nearer."""


def reach_of(person: Somebody | None, capability: Capability) -> Reach | None:
    """Return on which rows a person may do it; None for nobody, or one without access."""
    if person is None or not person.is_active:
        return None
    return ROLES[person.role].get(capability)


def may(person: Somebody | None, capability: Capability, thing: object = None) -> bool:
    """Tell whether a person may do it to a thing; without a thing, to any at all."""
    reach = reach_of(person, capability)
    if person is None or reach is None:
        return False
    if thing is None or reach is Reach.ALL:
        return True
    if reach is Reach.MADE:
        return getattr(thing, "maker_id", None) == person.id
    return person.id in getattr(thing, "people_ids", ())


def check(person: Somebody | None, capability: Capability, thing: object = None) -> None:
    """Raise NotAllowedError where `may` says no; it tells who can."""
    if not may(person, capability, thing):
        host = getattr(thing, "host", None) if Reach.OWN in _reaches(capability) else None
        said = refusal(capability, thing) if host is None else OF_A_SESSION.format(name=host.name)
        raise NotAllowedError(said)


def roles_with(capability: Capability, *, everywhere: bool = False) -> list[Role]:
    """Return the roles that have a capability; `everywhere` only those with all rows."""
    found = {role: rights.get(capability) for role, rights in ROLES.items()}
    return [
        role
        for role, reach in found.items()
        if reach is Reach.ALL or (reach is not None and not everywhere)
    ]


def refusal(capability: Capability, thing: object = None, *, everywhere: bool = False) -> str:
    """Return the refusal and who can do it, in Spanish.

    To a row, or to those of a kind; without either to any at all, or `everywhere`: to all rows.
    """
    everywhere = everywhere or thing is not None
    *others, last = [
        *_owners(capability, thing),
        *_roles_named(roles_with(capability, everywhere=everywhere)),
    ]
    names = f"{', '.join(others)} o {last}" if others else last
    return f"Su cuenta no puede {capability.words}. Lo puede hacer {names}."


def _owners(capability: Capability, thing: object) -> list[str]:
    """Return whose own a thing is who can do it to their own."""
    reaches = _reaches(capability)
    return [words for reach, words in _whose(thing).items() if words and reach in reaches]


def _roles_named(roles: list[Role]) -> list[str]:
    """Return how a refusal names roles."""
    if Role.COORDINATOR in roles:
        # An administrator may do all that a coordinator may; naming both says nothing more.
        roles = [role for role in roles if role is not Role.ADMINISTRATOR]
    return [words for role, words in WHO.items() if role in roles]


def _reaches(capability: Capability) -> set[Reach | None]:
    """Return on which rows some role may do it."""
    return {rights.get(capability) for rights in ROLES.values()}


def _whose(thing: object) -> dict[Reach, str]:
    """Return whose a row is, or the rows of a kind are; empty words for nobody's."""
    if thing is None:
        return {}
    if isinstance(thing, type):
        return {Reach.OWN: OWNERS.get(thing.__name__, HOST), Reach.MADE: MAKER}
    is_owned = bool(getattr(thing, "people_ids", ()))
    is_made = getattr(thing, "maker_id", None) is not None
    # What is of no session is of whoever handed it in.
    usual = MAKER if getattr(thing, "event_id", 0) is None else HOST
    return {
        Reach.OWN: OWNERS.get(type(thing).__name__, usual) if is_owned else "",
        Reach.MADE: MAKER if is_made else "",
    }


def as_markdown() -> str:
    """Return the table as the document that the repository keeps."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    """Yield the lines of the document."""
    yield from (
        "# Who may do what",
        "",
        "Written by `flask permissions` from `vc/permissions.py`; a test fails when they differ.",
        "",
        "- **all**: every row.",
        "- **own**: sessions that the person books, hosts or co-hosts, and what came of them; what",
        "  is of no session is of whoever handed it in.",
        "- **made**: what the person made.",
        "",
    )
    roles = list(ROLES)
    yield f"| | {' | '.join(role.value for role in roles)} |"
    yield f"|---|{'---|' * len(roles)}"
    for one in Capability:
        reaches = [ROLES[role].get(one) for role in roles]
        cells = " | ".join(reach.value if reach else "–" for reach in reaches)
        yield f"| **{one.name.replace('_', ' ').lower()}**: {one.meaning} | {cells} |"
