"""How a film's colours become those of any screen: of high dynamic range, BT.709 is made.

Networks and most screens take what is marked otherwise for BT.709, and show it pale. The filters
are not in every ffmpeg: where they lack, films stay as they are, and it is said.
"""

from vc.media.description import BRIGHTER

_TO_BT709 = (
    # Some cameras name the transfer alone. As options of zscale 9.0 does not take these.
    "setparams=color_primaries=bt2020:color_trc={transfer}:colorspace=bt2020nc,"
    "zscale=transfer=linear:npl=100,format=gbrpf32le,zscale=primaries=bt709,tonemap=tonemap=hable:desat=0,"
    "zscale=transfer=bt709:matrix=bt709:range=tv,format=yuv420p"
)


def to_bt709(color_transfer: str) -> str:
    """Return the filters that bring a film of a high dynamic range to BT.709."""
    return _TO_BT709.format(transfer=color_transfer)


def is_brighter(color_transfer: str) -> bool:
    """Tell whether a film has more light than screens show by themselves."""
    return color_transfer in BRIGHTER
