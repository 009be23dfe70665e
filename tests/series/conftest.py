"""What the tests of series share: the booking form filled for a series, and its review."""

from collections.abc import Callable

import pytest
from webtest import Form, TestApp, TestResponse

from tests.booking.sessions import make_licence
from vc.accounts.models import Role

Answers = Callable[..., TestResponse]


@pytest.fixture
def coordinator(browser_of) -> TestApp:
    """A browser in which a coordinator is signed in."""
    return browser_of(Role.COORDINATOR)


@pytest.fixture
def licence(reading) -> None:
    """One licence that is free."""
    make_licence()


@pytest.fixture
def reviewed(coordinator) -> Answers:
    """Return a function: the booking form filled for a series → the page that reviews it."""

    def review(**values: object) -> TestResponse:
        form = form_with(coordinator.get("/sesiones/nueva"), "summary")
        known = {
            "summary": "Prevenimos Juntos",
            "date": "2031-03-05",
            "time": "17:00",
            "duration": "60",
            "frequency": "weekly",
            "count": "6",
        }
        for name, value in (known | values).items():
            form[name] = value
        first = form.submit("action", value="book")
        assert first.status_int == 307
        # A browser sends the same form again to where a 307 leads.
        return coordinator.post(
            first.location, form.submit_fields("action", submit_value="book"), status="*"
        )

    return review


def form_with(page: TestResponse, field: str) -> Form:
    """Return the page's form that has a field."""
    return next(form for form in page.forms.values() if field in form.fields)
