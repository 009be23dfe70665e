"""The field of an address, however it was pasted; it refuses what a browser cannot open."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from wtforms import Field, StringField
from wtforms.validators import StopValidation

from integrations.pasted import pasted_address
from vc.forms import Form, at_most, one_line

NO_ADDRESS = "Pegue el enlace completo: debe empezar con https://"
SEVERAL = "Eso trae varios enlaces. Deje solo el que va aquí."


class AddressField(StringField):
    """An https address of at most `most` signs; blank is fine, unless a validator needs it."""

    def __init__(
        self,
        label: str,
        *,
        most: int = 1000,
        validators: Sequence[object] = (),
        **more: object,
    ) -> None:
        checks = [*validators, one_line, at_most(most), is_https]
        super().__init__(label, validators=checks, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the address out of what was pasted."""
        if valuelist:
            self.data = pasted_address(valuelist[0])


def is_https(form: Form, field: Field) -> None:
    """Refuse what is no address that a browser opens safely; nothing is fine."""
    if not field.data:
        return
    if field.data.count("://") > 1 and " " in field.data:
        raise StopValidation(SEVERAL)
    try:
        parts = urlsplit(field.data)
        is_good = parts.scheme == "https" and "." in (parts.hostname or "")
        is_good = is_good and " " not in field.data
    except ValueError:
        is_good = False
    if not is_good:
        raise StopValidation(NO_ADDRESS)
