"""What the office brings: its page, on which every other feature has its rows, and its settings."""

from flask import Flask

from vc.feature import Feature
from vc.office import labels
from vc.office.cures import cured
from vc.office.hooks import CURES, OFFICE_ROWS, Cure, Group, OfficeRow
from vc.office.list_views import bp
from vc.office.office_rows import ROWS
from vc.office.text_views import bp as texts_bp
from vc.services import services_of

PARTS = OfficeRow(Group.RECORD, "office.parts", "Partes de la página", words="diseño estilos")


def set_up(app: Flask) -> None:
    """Let every page know how the office is called and looks."""
    app.jinja_env.filters["cured"] = cured
    app.jinja_env.globals["office_settings"] = lambda: services_of(app).settings


FEATURE = Feature(
    name="office",
    labels=labels,
    blueprints=(bp, texts_bp),
    # The parts are the last of all: only whoever writes pages looks for them.
    adds=(
        OFFICE_ROWS.adds(*ROWS),
        OFFICE_ROWS.adds(PARTS, rank=9),
        CURES.adds(
            Cure("Zoom no aceptó las credenciales", "office.zoom", "Conectar Zoom"),
            Cure("servidor de correo", "office.mail_server", "Revisar el servidor de correo"),
        ),
    ),
    set_up=set_up,
)
