"""say the points that come with the program in today's words

Revision ID: c41e8a7d5f02
Revises: a5a0d724edaf
"""

import sqlalchemy as sa
from alembic import op

revision = "c41e8a7d5f02"
down_revision = "a5a0d724edaf"
branch_labels = None
depends_on = None

ITEM = sa.table("checklist_item", sa.column("label", sa.String), sa.column("help", sa.String))
LABELS = {
    "Menores identificables: consentimiento de quien ejerce la patria potestad y opinión del "
    "menor": "Si se reconoce a niñas, niños o adolescentes: autorización de madre, padre o persona "
    "tutora, y su opinión",
    "Sin nombres, chats, correos, teléfonos ni rostros ajenos en pantalla": "Sin nombres, chats, "
    "correos, teléfonos ni rostros de otras personas en pantalla",
    "Periodo de veda: publicación fuera de él, o excepción documentada": "Veda: publicación fuera "
    "de ella, o excepción documentada",
    "Audio a −16 ± 2 LUFS, sin silencios de más de 3 s": "Volumen parejo y sin silencios de más de "  # noqa: RUF001
    "3 s",
    "Miniatura sin menores ni datos personales, con texto alternativo": "Miniatura sin niñas, niños "
    "o adolescentes ni datos personales, con texto alternativo",
}
HELPS = {
    "Pegue el enlace de la invitación o del aviso: quien participó debió saber que se grababa y "
    "para qué (LGPDPPSO, DOF 20 de marzo de 2025; artículos por confirmar con el área jurídica).": (
        "Pegue el enlace de la invitación o del aviso: quien participó debió saber que se grababa "
        "y para qué (LGPDPPSO, DOF 20 de marzo de 2025)."
    ),
    "Vea el clip completo antes de responder: un dato ajeno en una esquina se publica igual.": (
        "Vea el clip completo antes de responder: un dato de alguien más en una esquina se publica "
        "igual."
    ),
    "El sistema compara la fecha con las vedas registradas (artículo 41, base III, apartado C, de "
    "la Constitución; alcance por confirmar con el área jurídica). Dentro de una se pide una "
    "excepción.": "El sistema compara la fecha con las vedas registradas (artículo 41, base III, "
    "apartado C, de la Constitución). Dentro de una se pide una excepción.",
    "Adjunte el oficio o el correo con su fecha; lo pide la ley de comunicación social del estado "
    "(vigencia por confirmar con el área jurídica).": "Adjunte el oficio o el correo con su fecha; "
    "lo pide la ley de comunicación social del estado.",
}
"""What the points said that came with 0.1.0, and what they say. An office's own stay as they are."""


def upgrade() -> None:
    """Say them in today's words."""
    for column, words in ((ITEM.c.label, LABELS), (ITEM.c.help, HELPS)):
        for before, now in words.items():
            _say(column, before, now)


def downgrade() -> None:
    """Say them as before."""
    for column, words in ((ITEM.c.label, LABELS), (ITEM.c.help, HELPS)):
        for before, now in words.items():
            _say(column, now, before)


def _say(column: sa.ColumnClause, before: str, now: str) -> None:
    """Change a text where it is just what the program wrote."""
    op.execute(sa.update(ITEM).where(column == before).values({column: now}))
