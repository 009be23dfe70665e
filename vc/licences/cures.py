"""Where refusals about the accounts that host are mended."""

from vc.licences.service import ACCOUNT_TAKEN
from vc.office.hooks import Cure

OWN = (Cure((ACCOUNT_TAKEN,), "licences.index", "Ver las cuentas"),)
