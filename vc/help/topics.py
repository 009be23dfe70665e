"""The topics of the help: which page each is about, and in which chapter it stands.

The words and the picture of a topic are the macro of its page's name in its chapter's template:
`booking.index` is `booking_index` in templates/help/sessions.html.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """What helps with a page, and with others that belong to it."""

    page: str
    """Its endpoint; who may not open it is not shown the topic in the guide."""
    title: str
    also: tuple[str, ...] = ()
    """Further endpoints, or features whose other pages have no topic of their own."""

    @property
    def macro(self) -> str:
        """The macro that says it, and where it stands in the guide's page."""
        return self.page.replace(".", "_")


@dataclass(frozen=True, slots=True)
class Chapter:
    """Topics that are read together: a file in templates/help/."""

    name: str
    title: str
    topics: tuple[Topic, ...]

    @property
    def template(self) -> str:
        """The file with their words."""
        return f"help/{self.name}.html"


CHAPTERS = (
    Chapter(
        "day",
        "El día",
        (
            Topic("booking.today", "Hoy"),
            Topic("approvals.inbox", "Mis pendientes", ("approvals",)),
            Topic("notices.index", "Avisos", ("notices",)),
            Topic("search.index", "Buscar en todo", ("search",)),
            Topic("first_day.index", "El primer día", ("first_day",)),
            Topic("accounts.account", "Su cuenta"),
            Topic("help.index", "Ayuda y atajos", ("help",)),
        ),
    ),
    Chapter(
        "sessions",
        "Sesiones",
        (
            Topic("booking.index", "Sesiones", ("lists",)),
            Topic("booking.new", "Agendar", ("booking.edit", "booking.again")),
            Topic("booking.show", "La página de una sesión", ("booking",)),
            Topic("booking.move", "Mover y cancelar", ("booking.cancel",)),
            Topic("series.show", "Series", ("series",)),
            Topic("calendars.staff", "Calendario", ("calendars",)),
            Topic("attendance.registrations", "Registro y asistencia", ("attendance",)),
            Topic("certificates.index", "Constancias", ("certificates",)),
            Topic("surveys.results", "Encuesta", ("surveys",)),
            Topic("forums.arrange", "Foros", ("forums",)),
            Topic("talk_requests.index", "Solicitudes de pláticas", ("talk_requests",)),
            Topic("mail.index", "Correos", ("mail",)),
        ),
    ),
    Chapter(
        "recordings",
        "En vivo y grabaciones",
        (
            Topic("live.index", "En vivo", ("live",)),
            Topic("recordings.index", "Grabaciones", ("recordings",)),
            Topic("player.show", "Ver una grabación", ("player",)),
            Topic("uploads.new", "Subir un video", ("uploads",)),
            Topic("transcripts.search", "Buscar en lo que se dijo", ("transcripts",)),
            Topic("retention.index", "Cuánto se guarda", ("retention",)),
            Topic("consents.index", "Consentimientos", ("consents", "privacy.refuse")),
            Topic("interviews.index", "Entrevistas", ("interviews",)),
        ),
    ),
    Chapter(
        "clips",
        "Clips y publicaciones",
        (
            Topic("clips.index", "Clips"),
            Topic("clips.edit", "Cortar un clip", ("clips.new",)),
            Topic("clips.show", "La página de un clip", ("clips",)),
            Topic("checklists.show", "La lista de verificación"),
            Topic("approvals.review", "Revisar y aprobar"),
            Topic("publishing.index", "Publicaciones"),
            Topic("publishing.queue", "Planear una publicación", ("publishing.change",)),
            Topic("publishing.show", "Una publicación", ("publishing", "publishing_buttons")),
            Topic("publishing.plan", "El plan del mes", ("editorial_plan",)),
            Topic("publishing.results", "Cifras", ("publishing.result_rows",)),
            Topic("publishing_bans.index", "Vedas", ("publishing_bans",)),
            Topic("reposts.index", "Lineamientos por repetir", ("reposts",)),
            Topic("topics.index", "Temas e historias", ("topics",)),
            Topic("evidence_bundles.new", "Expediente de evidencia", ("evidence_bundles",)),
        ),
    ),
    Chapter(
        "programme",
        "El programa del año",
        (
            Topic("programme.index", "Metas y lo comprobado", ("programme",)),
            Topic("reports.index", "Informes", ("reports",)),
            Topic("coverage.index", "Cobertura de CMSP", ("coverage", "photographs")),
            Topic("zone_turns.list_turns", "Turno de las zonas", ("zone_turns", "municipalities")),
            Topic("observances.index", "Efemérides", ("observances",)),
        ),
    ),
    Chapter(
        "office",
        "Oficina",
        (
            Topic("office.index", "Oficina", ("office",)),
            Topic("accounts.people", "Personas", ("accounts.new_person", "accounts.person")),
            Topic("licences.index", "Cuentas de Zoom y Meet", ("licences",)),
            Topic("licences.integrations", "Integraciones", ("grants", "connections")),
            Topic("channels.index", "Canales", ("channels",)),
            Topic("session_templates.list_types", "Tipos de sesión", ("session_templates",)),
            Topic("campaigns.index", "Campañas", ("campaigns",)),
            Topic("checklists.index", "Listas de verificación", ("checklists",)),
            Topic("branding.index", "Plantillas gráficas", ("branding",)),
            Topic("own_texts.index", "Textos de la oficina", ("own_texts",)),
            Topic("privacy.index", "Avisos de privacidad", ("privacy",)),
            Topic("reconciliation.divergences", "Diferencias con Zoom", ("reconciliation",)),
            Topic("accounts.audit", "Historia de cambios", ("accounts",)),
            Topic("diagnosis.index", "Diagnóstico", ("diagnosis",)),
        ),
    ),
)
_FOUND = {
    name: (chapter, topic)
    for chapter in CHAPTERS
    for topic in chapter.topics
    for name in (topic.page, *topic.also)
}


def topic_of(endpoint: str) -> tuple[Chapter, Topic] | None:
    """Return the topic that helps with a page, and its chapter; None where there is none."""
    return _FOUND.get(endpoint) or _FOUND.get(endpoint.partition(".")[0])
