"""Papers that prove something are kept with what they prove, or not at all."""

import pytest

from vc import evidence
from vc.errors import RuleError
from vc.store import LocalStore

PDF = b"%PDF-1.7 oficio"


def kept(store: LocalStore) -> list[bytes]:
    """Return what is in the store."""
    folder = store.path("listas").parent
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


def keep_and_fail(store: LocalStore, error: Exception) -> None:
    """Keep a paper; then something goes wrong."""
    with evidence.drawer(store, "listas") as drawer:
        drawer.keep(PDF, "oficio.pdf")
        raise error


@pytest.fixture
def store(tmp_path) -> LocalStore:
    """An empty store."""
    return LocalStore(tmp_path, reserve_mb=0)


def test_papers_stay_with_what_they_prove(store):
    with evidence.drawer(store, "listas") as drawer:
        paper = drawer.keep(PDF, "C:\\oficios\\oficio.pdf")

    assert (paper.name, paper.extension) == ("oficio.pdf", "pdf")
    assert paper.key.startswith("listas/")
    assert kept(store) == [PDF]


def test_of_what_the_rules_refuse_no_paper_stays(store):
    with pytest.raises(RuleError):
        keep_and_fail(store, RuleError("No se puede."))

    assert kept(store) == []


def test_what_fails_in_another_way_keeps_its_papers_since_it_may_have_been_kept(store):
    with pytest.raises(ConnectionError):
        keep_and_fail(store, ConnectionError())

    assert kept(store) == [PDF]
