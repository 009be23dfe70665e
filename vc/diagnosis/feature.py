"""What looking at this installation brings."""

from vc.diagnosis.cli import doctor_command
from vc.diagnosis.views import bp
from vc.feature import Feature
from vc.health import bp as health

FEATURE = Feature(name="diagnosis", blueprints=(bp, health), commands=(doctor_command,))
