"""How tests ask the search of everything, and read what it answers."""

from webtest import TestApp, TestResponse


def titles(browser: TestApp, words: str, **more: str) -> dict[str, list[str]]:
    """Return the titles that the page finds, by their group."""
    page = browser.get("/buscar", params={"q": words, **more}).html
    return {
        " ".join(section.h2.find(string=True, recursive=True).split()): [
            title.get_text() for title in section.select("a > span > b")
        ]
        for section in page.select("section.found")
    }


def counted(browser: TestApp, words: str, group: str) -> str:
    """Return how many of a group there are, as its title says."""
    page = browser.get("/buscar", params={"q": words}).html
    return page.select_one(f"#hallado-{group} span").get_text()


def in_window(browser: TestApp, words: str) -> str:
    """Return what the window over every page is answered."""
    page = browser.get("/buscar").html
    token = page.select_one("#buscar [name=csrf_token]")["value"]
    return browser.post("/buscar/ventana", {"q": words, "csrf_token": token}).text


def follow(browser: TestApp, words: str, group: str) -> TestResponse:
    """Return the page of the first that a group has."""
    page = browser.get("/buscar", params={"q": words}).html
    return browser.get(page.select_one(f"#hallado-{group} ~ a")["href"])
