"""What each network takes of a clip, as data: a source and a date with every figure.

The figures are third hand in part: the editor warns and never refuses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vc.clips.edit import Edit, Shape, length_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """What one way of publishing accepts; None where there is no limit that we know of."""

    key: str
    name: str
    shapes: tuple[Shape, ...]
    least_ms: int = 0
    most_ms: int | None = None
    most_bytes: int | None = None
    note: str = ""
    source: str
    seen_on: date


ALL = (Shape.WIDE, Shape.SQUARE, Shape.TALL)
SEEN = date(2026, 11, 22)
NETWORKS = (
    Network(
        key="facebook_reel",
        name="Reel de Facebook por API",
        shapes=(Shape.TALL,),
        least_ms=3_000,
        most_ms=90_000,
        note="30 publicaciones por API en 24 horas; los subtítulos van dentro de la imagen.",
        source="developers.facebook.com, Reels Publishing API",
        seen_on=SEEN,
    ),
    Network(
        key="facebook_story",
        name="Historia de Facebook",
        shapes=(Shape.TALL,),
        least_ms=3_000,
        most_ms=60_000,
        source="developers.facebook.com, Reels Publishing API",
        seen_on=SEEN,
    ),
    Network(
        key="facebook_video",
        name="Video de Facebook",
        shapes=ALL,
        most_ms=4 * 3_600_000,
        most_bytes=2_000_000_000,
        note="Un video vertical subido como video puede quedarse en borrador.",
        source="ayrshare.com, media guidelines",
        seen_on=SEEN,
    ),
    Network(
        key="instagram_reel",
        name="Reel de Instagram",
        shapes=(Shape.TALL, Shape.SQUARE),
        least_ms=3_000,
        most_ms=900_000,
        most_bytes=300_000_000,
        note="Sin lista de edición y con el índice al principio: así salen de aquí.",
        source="ayrshare.com, media guidelines",
        seen_on=SEEN,
    ),
    Network(
        key="youtube_short",
        name="Short de YouTube",
        shapes=(Shape.TALL, Shape.SQUARE),
        most_ms=180_000,
        note="Con música reclamada, uno de más de un minuto se bloquea en todo el mundo.",
        source="support.google.com/youtube, Shorts de hasta tres minutos",
        seen_on=SEEN,
    ),
    Network(
        key="x",
        name="X",
        shapes=ALL,
        least_ms=500,
        most_ms=140_000,
        most_bytes=512_000_000,
        note="Los límites dependen de la suscripción de la cuenta.",
        source="docs.x.com, media best practices",
        seen_on=SEEN,
    ),
)


def warnings_for(edit: Edit, sizes: Sequence[int] = ()) -> list[str]:
    """Return what a network would not take of a clip as it is cut, as sentences.

    A network is only named when one of the clip's shapes is meant for it, and no length fits it, or
    no file does: `sizes` are those of the files that are made, in bytes.
    """
    lengths = [length_of(edit.pieces_of(length)) for length in edit.lengths]
    shapes = {framing.shape for framing in edit.framings}
    return [
        warning
        for network in NETWORKS
        if shapes & set(network.shapes)
        for warning in (*_warnings(network, lengths), *_too_large(network, sizes))
    ]


def problems_of(key: str, duration_ms: int, size_bytes: int) -> list[str]:
    """Return what one way of publishing would not take of one file, as sentences."""
    network = next(one for one in NETWORKS if one.key == key)
    return [*_warnings(network, [duration_ms]), *_too_large(network, [size_bytes])]


def _warnings(network: Network, lengths: list[int]) -> list[str]:
    """Return what one network would not take of all the lengths there are."""
    if any(network.least_ms <= one <= (network.most_ms or one) for one in lengths):
        return []
    shortest = min(lengths)
    if shortest < network.least_ms:
        return [
            f"{network.name}: dura {shortest / 1000:.1f} s y hacen falta "
            f"{network.least_ms // 1000} s al menos."
        ]
    most_s = (network.most_ms or 0) // 1000
    return [f"{network.name}: dura {shortest / 1000:.1f} s y admite {most_s} s cuando mucho."]


def _too_large(network: Network, sizes: Sequence[int]) -> list[str]:
    """Return that every file is larger than a network takes."""
    if not sizes or network.most_bytes is None or min(sizes) <= network.most_bytes:
        return []
    least, most = min(sizes) / 1_000_000, network.most_bytes // 1_000_000
    return [f"{network.name}: el archivo pesa {least:.0f} MB y admite {most} MB cuando mucho."]
