"""What the office brings: its page, on which every other feature has its rows, and its settings."""

from flask import Flask
from markupsafe import Markup

from integrations.refusals import REFUSE_US
from vc import colours
from vc.assets import inline_style
from vc.feature import Feature
from vc.office import labels
from vc.office.cures import cured
from vc.office.hooks import CURES, OFFICE_ROWS, Cure, Group, OfficeRow
from vc.office.list_views import bp
from vc.office.office_rows import ROWS
from vc.office.telephones import dialled
from vc.office.text_views import bp as texts_bp
from vc.page_settings import OWN_PALETTE, is_own_colour
from vc.services import services, services_of

PARTS = OfficeRow(Group.RECORD, "office.parts", "Partes de la página", words="diseño estilos")


def own_colours() -> Markup:
    """Return the styles of an office that has a colour of its own; nothing for a known palette."""
    palette = services().settings.office_palette
    return inline_style(colours.rule(palette)) if is_own_colour(palette) else Markup("")


def palette_name() -> str:
    """Return by which name the style sheet knows the office's colours."""
    palette = services().settings.office_palette
    return OWN_PALETTE if is_own_colour(palette) else palette


def set_up(app: Flask) -> None:
    """Let every page know how the office is called and looks."""
    app.jinja_env.filters["cured"] = cured
    app.jinja_env.globals.update(own_colours=own_colours, palette_name=palette_name)
    app.jinja_env.filters["dialled"] = dialled
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
            Cure(REFUSE_US["zoom"], "office.zoom", "Conectar Zoom"),
            Cure(REFUSE_US["mail"], "office.mail_server", "Revisar el servidor de correo"),
        ),
    ),
    set_up=set_up,
)
