"""Alternative hosts whom Zoom does not know: left out with a warning, never a reason to fail."""

from collections.abc import Callable

from integrations.contracts.meetings import RoomRequest
from integrations.errors import RejectedError
from integrations.http.call import VendorResponse

WITHOUT_ALTERNATIVES = (
    "Zoom no aceptó como anfitriones alternos a: {emails}. "
    "Solo pueden serlo quienes tienen cuenta en la misma organización de Zoom."
)


def without_unknown_hosts(
    request: RoomRequest, send: Callable[[list[str]], VendorResponse]
) -> tuple[VendorResponse, tuple[str, ...]]:
    """Send, leaving out the alternative hosts that Zoom refuses; return a warning that names them.

    Somebody who left the office must not make every change of a session impossible. Those that
    Zoom names are left out first; if that does not satisfy it, all of them.
    """
    kept = list(request.alternative_hosts)
    while True:
        try:
            answer = send(kept)
        except RejectedError as error:
            refused = _refused_hosts(error, kept)
            if not refused:
                raise
            first_time = len(kept) == len(request.alternative_hosts)
            kept = [email for email in kept if first_time and email not in refused]
            continue
        left_out = ", ".join(email for email in request.alternative_hosts if email not in kept)
        return answer, (WITHOUT_ALTERNATIVES.format(emails=left_out),) if left_out else ()


def _refused_hosts(error: RejectedError, sent: list[str]) -> list[str]:
    """Return which of the alternative hosts that were sent Zoom refuses: all when it names none."""
    said = error.message.lower()
    if "alternative_host" not in said and "alternative host" not in said:
        return []
    return [email for email in sent if email.lower() in said] or sent
