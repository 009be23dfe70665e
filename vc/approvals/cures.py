"""Where what keeps a clip from being approved or published is mended."""

from vc.approvals import service
from vc.office.hooks import Cure

OWN = (
    Cure(
        (service.NOT_APPROVED, service.NOT_READY, service.NOT_IN_REVIEW, service.NOT_FIT),
        "clips.show",
        "Ver el clip",
    ),
    Cure((service.BANNED,), "publishing_bans.index", "Ver las vedas"),
    Cure((service.NOT_YOU,), "accounts.people", "Ver las personas"),
)
