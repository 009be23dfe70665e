"""The pages of failures: what is safe, what to do, and a number to say by phone."""

import re
from http import HTTPStatus

from werkzeug.exceptions import ServiceUnavailable

from vc.access import anybody
from vc.accounts.models import Role


def failing(app, error: Exception, path: str = "/falla") -> None:
    """Add a page that fails."""

    def fail() -> str:
        raise error

    app.add_url_rule(path, "failing", anybody(fail))


def test_a_failure_gives_the_number_that_stands_in_the_log(app, anyone, caplog):
    failing(app, ValueError("muy adentro"))

    page = anyone.get("/falla", status=500)

    number, hour = re.search(r"([0-9A-F]{4}), (\d\d:\d\d) h", page.text).groups()
    assert f"unexpected failure ({number})" in caplog.text
    assert hour == "10:00"
    (again,) = page.html.select("main .btn--primary")
    assert (again.text, again["href"]) == ("Reintentar", "")


def test_while_there_is_no_service_the_page_opens_by_itself(app, anyone):
    failing(app, ServiceUnavailable())

    page = anyone.get("/falla", status=HTTPStatus.SERVICE_UNAVAILABLE)

    (counted,) = page.html.select("[data-opens-at]")
    assert counted["data-opens-at"] > counted["data-now"]
    assert page.html.select_one("main .btn--primary").text == "Comprobar ahora"


def test_who_has_no_account_is_led_to_the_agenda_and_staff_to_their_day(anyone, browser_of):
    lost, staff = (one.get("/no-existe", status=404) for one in (anyone, browser_of(Role.VIEWER)))

    assert lost.html.select_one("main .btn--primary")["href"] == "/agenda"
    assert staff.html.select_one("main .btn--primary")["href"] == "/hoy"
    assert "diga este número" not in lost.text
    assert "noindex" in lost.html.select_one("meta[name=robots]")["content"]
