"""Why no licence can ever host what was asked for, in words, and what of the form to change."""

from dataclasses import dataclass

from vc.booking.licence_use import AvailabilityRequest
from vc.licences import labels as licences_labels
from vc.licences.allocation import Hindrance

FIELDS = {"recording": "records", "streaming": "streams", "webinar": "is_webinar"}
"""The field of the form by which each kind is asked for."""
WITHOUT = {
    "records": "sin grabar",
    "streams": "sin transmitir",
    "is_webinar": "como reunión",
}
"""How a session goes on without it, after «Agendar»."""

NONE = "Todavía no hay cuentas de {platforms}."
SEATS = "Ninguna cuenta de {platforms} admite {wanted:,} personas; la mayor, {most:,} («{label}»)."
LACKS = "Ninguna cuenta de {platforms} {lacks}. La que más se acerca es «{label}»."
NOT_TOGETHER = (
    "Ninguna cuenta de {platforms} hace todo lo que pide a la vez. A la que más se acerca, "
    "«{label}», le falta: {lacks}."
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is said of a hindrance, beside which field, and what can be left out to go on."""

    message: str
    field: str
    without: tuple[str, ...] = ()

    @property
    def way_on(self) -> str:
        """Return the way on without all that; empty where that does not help."""
        return " y ".join(WITHOUT[name] for name in self.without)


def refusal(found: Hindrance, wanted: AvailabilityRequest) -> Refusal:
    """Return the words of a hindrance."""
    platforms = " ni de ".join(licences_labels.PLATFORMS[one] for one in wanted.platforms) or "Zoom"
    if not found.label:
        return Refusal(NONE.format(platforms=platforms), "platform")
    if not found.lacks:
        message = SEATS.format(
            platforms=platforms,
            wanted=wanted.need.audience_size,
            most=found.largest_audience,
            label=found.label,
        )
        return Refusal(message, "audience_size")
    if found.is_nowhere:
        words, lacks = LACKS, " ni ".join(licences_labels.CAN_DO[kind] for kind in found.lacks)
    else:
        words, lacks = (
            NOT_TOGETHER,
            " y ".join(licences_labels.ABILITIES[kind] for kind in found.lacks),
        )
    message = words.format(platforms=platforms, lacks=lacks, label=found.label)
    fields = tuple(FIELDS[kind] for kind in found.lacks if kind in FIELDS)
    return Refusal(message, fields[0] if fields else "platform", fields)
