"""What looking at this installation brings."""

from vc.diagnosis.cli import doctor_command
from vc.diagnosis.office_rows import ROWS
from vc.diagnosis.views import bp
from vc.feature import Feature
from vc.health import bp as health
from vc.office.hooks import OFFICE_ROWS

FEATURE = Feature(
    name="diagnosis",
    adds=(OFFICE_ROWS.adds(*ROWS),),
    blueprints=(bp, health),
    commands=(doctor_command,),
)
