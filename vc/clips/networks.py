"""What networks would not take of a clip as it is cut: warnings, which refuse nothing."""

from collections.abc import Sequence

from vc.clips.edit import Edit, length_of
from vc.networks.facts import Format
from vc.networks.known import NETWORKS


def warnings_for(edit: Edit, sizes: Sequence[int] = ()) -> list[str]:
    """Return the networks' warnings of a clip as it is cut, as sentences.

    A network is only named when one of the clip's shapes is meant for it, and no length fits it, or
    no file does: `sizes` are those of the files that are made, in bytes.
    """
    lengths = [length_of(edit.pieces_of(length)) for length in edit.lengths]
    shapes = {framing.shape for framing in edit.framings}
    return [
        warning
        for network in NETWORKS.values()
        for one in network.formats
        if shapes & set(one.shapes)
        for warning in (*_warnings(one, lengths), *_too_large(one, sizes))
    ]


def problems_of(wanted: Format, duration_ms: int, size_bytes: int) -> list[str]:
    """Return the problems of one file with one way of publishing, as sentences."""
    return [*_warnings(wanted, [duration_ms]), *_too_large(wanted, [size_bytes])]


def _warnings(wanted: Format, lengths: list[int]) -> list[str]:
    """Return what one network would not take of all the lengths there are."""
    if any(wanted.least_ms <= one <= (wanted.most_ms or one) for one in lengths):
        return []
    shortest = min(lengths)
    if shortest < wanted.least_ms:
        return [
            f"{wanted.name}: dura {shortest / 1000:.1f} s y hacen falta "
            f"{wanted.least_ms // 1000} s al menos."
        ]
    most_s = (wanted.most_ms or 0) // 1000
    return [f"{wanted.name}: dura {shortest / 1000:.1f} s y admite {most_s} s cuando mucho."]


def _too_large(wanted: Format, sizes: Sequence[int]) -> list[str]:
    """Return that every file is larger than a network takes."""
    if not sizes or wanted.most_bytes is None or min(sizes) <= wanted.most_bytes:
        return []
    least, most = min(sizes) / 1_000_000, wanted.most_bytes // 1_000_000
    return [f"{wanted.name}: el archivo pesa {least:.0f} MB y admite {most} MB cuando mucho."]
