"""What the public pages of clips bring."""

from vc.calendars.hooks import BELOW_AGENDA
from vc.feature import Feature
from vc.office.hooks import OFFICE_ROWS
from vc.public_clips import labels, panels
from vc.public_clips.office_rows import ROWS
from vc.public_clips.views import bp

FEATURE = Feature(
    name="public_clips",
    labels=labels,
    adds=(OFFICE_ROWS.adds(*ROWS), BELOW_AGENDA.adds(panels.agenda_panel)),
    blueprints=(bp,),
    set_up=panels.name_for_templates,
)
