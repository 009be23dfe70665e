"""`flask rebuild-search`: keep the words of every row anew."""

import click

from vc import fulltext
from vc.db import db, read_only
from vc.startup import with_database


@click.command("rebuild-search")
@with_database
def rebuild_search_command() -> None:
    """Write the index anew, and fold the words of every row where they are wrong."""
    read_only(False)
    session = db.session()
    # First the index: a row of which it knows nothing cannot be changed.
    fulltext.rebuild(session)
    count = fulltext.refold(session)
    session.commit()
    click.echo(f"Se corrigieron {count} filas y se escribió de nuevo el índice.")
