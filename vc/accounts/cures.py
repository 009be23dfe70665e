"""Where refusals about people are mended."""

from vc.accounts.service import EMAIL_TAKEN, LAST_ADMINISTRATOR
from vc.office.hooks import Cure

OWN = (Cure((LAST_ADMINISTRATOR, EMAIL_TAKEN), "accounts.people", "Ver las personas"),)
