"""What people write and feel below videos at Meta: kept, in the order in which it came."""

from dataclasses import dataclass

from integrations.emulator.state import Transaction

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta_word (
    id INTEGER PRIMARY KEY AUTOINCREMENT, node TEXT NOT NULL, person TEXT NOT NULL,
    reaction TEXT NOT NULL, message TEXT NOT NULL, at REAL NOT NULL);
"""
TABLES = ("meta_word",)


@dataclass(frozen=True, slots=True)
class Word:
    """A comment, or a reaction where `reaction` names one (LIKE, LOVE, …)."""

    id: int
    node: str
    person: str
    reaction: str
    message: str
    at: float

    @property
    def person_id(self) -> str:
        """Return the number of whoever it is from."""
        return str(5 * 10**14 + self.id)


def add(tx: Transaction, node: str, *, person: str, reaction: str, message: str) -> None:
    """Keep one more."""
    sql = "INSERT INTO meta_word (node, person, reaction, message, at) VALUES (?, ?, ?, ?, ?)"
    tx.run(sql, node, person, reaction, message, tx.now().timestamp())


def comments_on(tx: Transaction, node: str) -> list[Word]:
    """Return the comments on a node, the first one first."""
    return [one for one in _all_on(tx, node) if not one.reaction]


def reactions_to(tx: Transaction, node: str) -> list[Word]:
    """Return the reactions to a node."""
    return [one for one in _all_on(tx, node) if one.reaction]


def _all_on(tx: Transaction, node: str) -> list[Word]:
    """Return all that is on a node."""
    rows = tx.all("SELECT * FROM meta_word WHERE node = ? ORDER BY id", node)
    return [Word(**dict(row)) for row in rows]
