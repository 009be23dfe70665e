"""What the tests of privacy share: a session that is recorded, and one that is not."""

from tests.attendance.conftest import forum  # noqa: F401 - a fixture
from tests.mail.conftest import host, same_clock, settings  # noqa: F401 - fixtures
from tests.mail.server import mail_server  # noqa: F401 - a fixture
