"""What the office brings: its page, on which every other feature has its rows."""

from vc.feature import Feature
from vc.office import labels
from vc.office.hooks import OFFICE_ROWS, Group, OfficeRow
from vc.office.views import bp

PARTS = OfficeRow(Group.RECORD, "office.parts", "Partes de la página", words="diseño estilos")

FEATURE = Feature(
    name="office",
    labels=labels,
    blueprints=(bp,),
    # The last of all: only whoever writes pages looks for it.
    adds=(OFFICE_ROWS.adds(PARTS, rank=9),),
)
