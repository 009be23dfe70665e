"""The person as a broadcaster: somebody makes the live video at Facebook and pastes its link.

Nothing is sent anywhere. It is what stands in for Facebook while no credentials are set.
"""

from datetime import timedelta
from typing import NoReturn

from integrations.contracts.broadcasting import LiveRequest, LiveVideo
from integrations.contracts.common import Connection, FileLink
from integrations.errors import RejectedError
from integrations.join_links import check_live_link

BY_HAND = (
    "Sin conexión automática con Facebook: la transmisión se programa a mano y se pega su enlace."
)
KEPT_FOR = timedelta(days=30)


class ManualBroadcast:
    """Takes the link that a person pasted; everything else they do themselves."""

    channel = "facebook"
    works_by_itself = False
    furthest_ahead = timedelta(days=7)
    least_ahead = timedelta(minutes=10)
    kept_for: timedelta | None = KEPT_FOR

    def check_link(self, url: str) -> None:
        """Raise RejectedError, in Spanish, when `url` cannot be a live video's address."""
        check_live_link(url)

    def producer_url(self, video_id: str) -> str:
        """Return nothing: who does it by hand knows where."""
        return ""

    def create(self, request: LiveRequest) -> LiveVideo:
        """Refuse: a person announces it."""
        self._refuse("create")

    def find(self, request: LiveRequest) -> LiveVideo | None:
        """Refuse: nobody tells."""
        self._refuse("find")

    def read(self, external_id: str) -> LiveVideo:
        """Refuse: nobody tells."""
        self._refuse("read")

    def update(self, external_id: str, request: LiveRequest) -> LiveVideo:
        """Refuse: a person changes it."""
        self._refuse("update")

    def cancel(self, external_id: str) -> None:
        """Refuse: whoever made it deletes it where it was made."""
        self._refuse("cancel")

    def go_live(self, external_id: str) -> LiveVideo:
        """Refuse: a person starts it."""
        self._refuse("go_live")

    def end(self, external_id: str) -> LiveVideo:
        """Refuse: a person ends it."""
        self._refuse("end")

    def copy(self, video_id: str) -> FileLink | None:
        """Refuse: a person hands the file in."""
        self._refuse("copy")

    def check(self) -> Connection:
        """Return the state of what is done by hand here."""
        return Connection(True, "manual", BY_HAND)

    def _refuse(self, operation: str) -> NoReturn:
        """Say that nothing is connected."""
        raise RejectedError(BY_HAND, vendor=self.channel, operation=operation)
