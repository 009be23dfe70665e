"""Where refusals about the accounts that host are mended, and what vendors refuse can be seen."""

from integrations.refusals import REFUSE_US
from vc.licences.service import ACCOUNT_TAKEN
from vc.office.hooks import Cure

OF_VENDORS = tuple(
    said for vendor, all_said in REFUSE_US.items() if vendor != "mail" for said in all_said
)
OWN = (
    Cure((ACCOUNT_TAKEN,), "licences.index", "Ver las cuentas"),
    # For who cannot change what we enter by, and can try it again.
    Cure(OF_VENDORS, "licences.integrations", "Ver las conexiones"),
)
