"""The command that reads every file again."""

from datetime import UTC, datetime

import click
from flask import current_app

from vc.db import db, read_only
from vc.labels import file_size
from vc.recordings import integrity
from vc.recordings.integrity import Finding
from vc.recordings.models import RecordingFile
from vc.services import services_of
from vc.startup import with_database

WORDS = {
    Finding.WHOLE: "bien",
    Finding.ALTERED: "ALTERADO",
    Finding.MISSING: "FALTA",
    Finding.SKIPPED: "cambió mientras se leía",
}


@click.group("media")
def media() -> None:
    """Cuida los archivos de las grabaciones."""


@media.command("verify")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Solo lo guardado desde ese día.")
@click.option("--sample", type=click.IntRange(min=1), help="Solo los N que hace más no se leen.")
@with_database
def verify_command(since: datetime | None, sample: int | None) -> None:
    """Vuelve a leer cada archivo, compara su huella y dice qué falta o se alteró."""
    read_only(False)
    session, app = db.session(), current_app
    begin = since.replace(tzinfo=UTC) if since else None
    chosen = integrity.longest_unread(session, since=begin)[:sample]
    session.commit()
    report = integrity.verify(session, chosen, services_of(app), tell=_tell)
    counts = report.counts
    click.echo(
        f"{sum(counts.values())} archivos, {file_size(report.bytes_read)} en "
        f"{report.seconds:.1f} s: {counts[Finding.WHOLE]} bien, {counts[Finding.ALTERED]} "
        f"alterados, {counts[Finding.MISSING]} faltantes."
    )
    if not report.is_good:
        raise SystemExit(1)


def _tell(file: RecordingFile, finding: Finding) -> None:
    """Say how one file was found."""
    click.echo(f"{WORDS[finding]:>10}  {file.name}")
