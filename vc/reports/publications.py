"""The part about publications, by network, with what came of them.

A publication counts by `published_at`, whether it is PUBLISHED or was RETRACTED since. Its figures
are the latest that is known of each (`metrics.latest_of`), added up as its metric says; those of
which nothing is known add nothing, and «—» stands where none is.
"""

from collections.abc import Iterable, Mapping

from vc.networks.facts import REACH, VIEWS, Metric
from vc.networks.known import METRICS, NETWORKS
from vc.publishing.metrics import latest_of
from vc.reports.facts import Facts, Plain
from vc.reports.parts import Column, Figure, Line, Number, Part, Row, with_shares
from vc.reports.rows import clip_name

SHOWN = tuple(dict.fromkeys((VIEWS.key, REACH.key, *METRICS)))
"""The metrics by their keys, the two that all networks share first."""


def publications(facts: Facts) -> Part:
    """Return what went out, by network."""
    out = facts.publications
    latest = {one.id: latest_of(facts.counts.get(one.id, ())) for one in out}
    metrics = [METRICS[key] for key in SHOWN if any(key in one for one in latest.values())]
    lines = (
        _line(facts, network.value, known.label, latest, metrics)
        for network, known in NETWORKS.items()
        if any(one.network is network for one in out)
    )
    without = [one for one in out if not latest[one.id]]
    return Part(
        key="publications",
        title="Publicaciones por red",
        note="Lo que salió en el periodo, también si se retiró después, con su última cifra.",
        figures=(
            Figure("out", "Publicaciones", len(out), is_good=True),
            Figure("views", "Vistas", _total(VIEWS, latest.values()), is_good=True),
            Figure("reach", "Personas alcanzadas", _total(REACH, latest.values()), is_good=True),
            Figure("without", "Publicaciones sin cifras", len(without), is_good=False),
        ),
        line_title="Red",
        columns=(
            Column("Publicaciones", figure="out"),
            *(Column(one.heading, figure="out") for one in metrics),
        ),
        lines=with_shares(facts.lines(lines)),
        rows=facts.rows(_row(one, latest[one.id]) for one in out),
    )


def _line(
    facts: Facts,
    network: str,
    label: str,
    latest: Mapping[int, Mapping[str, int]],
    metrics: list[Metric],
) -> Line:
    """Return what went out on one network."""
    own = [latest[one.id] for one in facts.publications if one.network == network]
    return Line(network, label, (len(own), *(_total(metric, own) for metric in metrics)))


def _total(metric: Metric, counts: Iterable[Mapping[str, int]]) -> Number:
    """Return the figures of one metric together; None where none is known."""
    known = [one[metric.key] for one in counts if metric.key in one]
    return metric.total(known) if known else None


def _row(one: Plain, counts: Mapping[str, int]) -> Row:
    """Return a publication as a row behind a number."""
    has = tuple(key for key in (VIEWS.key, REACH.key) if key in counts)
    told = [f"{counts[key]:,} {METRICS[key].heading.lower()}" for key in has]
    return Row(
        key=f"publication:{one.id}",
        title=clip_name(one.clip_id, one.created_at, one.kind, one.clip_title),
        at=one.published_at,
        counted=("out", *(has if counts else ("without",))),
        line=one.network.value,
        note=" · ".join((NETWORKS[one.network].label, *told)),
    )
