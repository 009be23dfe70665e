"""The form of the first day's first step: what the office is called and when it works, at once."""

from vc.office.forms import HoursForm, IdentityForm


class OfficeForm(IdentityForm, HoursForm):
    """Everything that the office says of itself."""
