"""The first version of every list: the twenty points, as they came with the program.

It is never changed: migrations write it into the database once, and from then on coordinators make
newer versions there. Where a duty is still to be confirmed by the office's lawyers, it says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from vc.checklists.models import DependsOn, Evidence, Level, Mode

B, A = Level.BLOCKING, Level.ADVISORY
PERSON, SYSTEM = Mode.PERSON, Mode.SYSTEM
NAME = "Lista de {kind}"
TO_CONFIRM = "(por confirmar con el área jurídica)"


@dataclass(frozen=True, slots=True)
class Point:
    """One point, without its place."""

    key: str
    label: str
    help: str
    level: Level
    mode: Mode = PERSON
    check_key: str = ""
    evidence: Evidence = Evidence.NONE
    rule: Mapping[str, object] = field(default_factory=dict)
    depends_on: DependsOn = DependsOn.FILE
    needs_two: bool = False


POINTS = (
    Point(
        "privacy_notice",
        "Aviso de privacidad mostrado al inicio y enlace en la invitación",
        "Pegue el enlace de la invitación o del aviso: quien participó debió saber que se grababa "
        f"y para qué (LGPDPPSO, DOF 20 de marzo de 2025; artículos {TO_CONFIRM[1:]}.",
        B,
        check_key="privacy_notice",
        evidence=Evidence.LINK,
        depends_on=DependsOn.NOTHING,
    ),
    Point(
        "consents",
        "Consentimiento de imagen y voz de cada persona identificable",
        "Diga quién aparece y con qué consentimiento vigente: la imagen y la voz son datos "
        "personales, y el artículo 87 de la LFDA pide autorización para usar un retrato.",
        B,
        SYSTEM,
        "consents",
    ),
    Point(
        "refusals",
        "Quien pidió no aparecer: sin su imagen, su voz ni su nombre",
        "Vea y escuche el clip completo con la lista de quienes lo pidieron; es una promesa del "
        "aviso de privacidad, y se les cumple aunque hayan hablado en la sesión.",
        B,
        check_key="refusals",
        rule={"refusals": True},
    ),
    Point(
        "minors",
        "Menores identificables: consentimiento de quien ejerce la patria potestad y opinión "
        "del menor",
        "Revise que estén los dos documentos; lo confirman dos personas, porque la LGDNNA "
        "(artículos 76 a 80) protege la identidad de niñas, niños y adolescentes.",
        B,
        check_key="minors",
        rule={"minors": True},
        needs_two=True,
    ),
    Point(
        "nobody_else",
        "Sin nombres, chats, correos, teléfonos ni rostros ajenos en pantalla",
        "Vea el clip completo antes de responder: un dato ajeno en una esquina se publica igual.",
        B,
        check_key="watched",
    ),
    Point(
        "no_cases",
        "Sin datos de víctimas, casos abiertos, operativos, placas ni domicilios",
        "Escuche y mire con atención: un solo dato puede identificar a una víctima o afectar una "
        "investigación.",
        B,
        depends_on=DependsOn.BOTH,
    ),
    Point(
        "no_promotion",
        "Sin promoción personalizada ni logros",
        "Ni nombre, imagen o voz que promueva a un servidor público, ni logros de gobierno: "
        "artículo 134, párrafo octavo, de la Constitución.",
        A,
        rule={"blocking_when": {"ban": True}},
        depends_on=DependsOn.BOTH,
    ),
    Point(
        "ban",
        "Periodo de veda: publicación fuera de él, o excepción documentada",
        "El sistema compara la fecha con las vedas registradas (artículo 41, base III, apartado C, "
        f"de la Constitución; alcance {TO_CONFIRM[1:]}. Dentro de una se pide una excepción.",
        B,
        SYSTEM,
        "ban",
        depends_on=DependsOn.NOTHING,
    ),
    Point(
        "plate",
        "Logotipo vigente, plantilla y colores",
        "El sistema revisa que el clip lleve la versión vigente de la plantilla gráfica.",
        B,
        SYSTEM,
        "plate",
    ),
    Point(
        "captions",
        "Subtítulos revisados por una persona",
        "Quien no oye depende de ellos; léalos completos en el editor y márquelos como revisados.",
        B,
        SYSTEM,
        "captions",
        depends_on=DependsOn.TEXT,
    ),
    Point(
        "spelling",
        "Ortografía y nombres; teléfonos 089 y 911 correctos",
        "Lea título, texto y subtítulos; el sistema señala los números que no conoce, porque un "
        "número equivocado deja a alguien sin ayuda.",
        B,
        check_key="numbers",
        depends_on=DependsOn.TEXT,
    ),
    Point(
        "hashtags",
        "Texto, etiquetas (#PrevenimosJuntos) y menciones",
        "Con la etiqueta de la campaña la publicación se encuentra y se cuenta.",
        A,
        SYSTEM,
        "hashtags",
        depends_on=DependsOn.TEXT,
    ),
    Point(
        "formats",
        "Duración, forma y tamaño por canal",
        "El sistema compara los archivos con lo que admite cada red.",
        B,
        SYSTEM,
        "formats",
    ),
    Point(
        "loudness",
        "Audio a −16 ± 2 LUFS, sin silencios de más de 3 s",
        "El sistema lo mide en cada archivo: un audio bajo no se escucha en un teléfono.",
        A,
        SYSTEM,
        "loudness",
    ),
    Point(
        "music",
        "Música: ninguna, o con licencia",
        "Escriba «sin música» o qué licencia la ampara y adjúntela: las redes silencian o "
        "bloquean la música reclamada.",
        B,
        evidence=Evidence.NOTE,
    ),
    Point(
        "thumbnail",
        "Miniatura sin menores ni datos personales, con texto alternativo",
        "Mire la miniatura de cada forma; el texto alternativo la describe a quien no la ve.",
        B,
        check_key="alt_text",
        depends_on=DependsOn.BOTH,
    ),
    Point(
        "orange_day",
        "Día Naranja: color, mensaje y línea de ayuda",
        "El día 25 de cada mes la publicación lleva el color, el mensaje y una línea de ayuda.",
        A,
        check_key="orange_day",
        rule={"day": 25},
        depends_on=DependsOn.BOTH,
    ),
    Point(
        "general_coordination",
        "Visto bueno de Comunicación Social (Coordinación General)",
        "Adjunte el oficio o el correo con su fecha; lo pide la ley de comunicación social del "
        f"estado (vigencia {TO_CONFIRM[1:]}.",
        B,
        evidence=Evidence.FILE,
        depends_on=DependsOn.BOTH,
    ),
    Point(
        "approval",
        "Aprobación de una segunda persona, distinta de quien editó",
        "Se firma en la revisión del clip, sobre estos archivos y este texto.",
        B,
        SYSTEM,
        "approval",
        depends_on=DependsOn.BOTH,
    ),
    Point(
        "complaints",
        "Plan si llega una queja: quién retira y en cuánto tiempo",
        "Escriba un nombre y un plazo: la autoridad electoral ha dado de 3 a 6 horas para retirar.",
        A,
        evidence=Evidence.NOTE,
        depends_on=DependsOn.NOTHING,
    ),
)
