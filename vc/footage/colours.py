"""How a film's colours become those of any screen: of high dynamic range, BT.709 is made.

Networks and most screens take what is marked otherwise for BT.709, and show it pale. The filters
are not in every ffmpeg: where they lack, films stay as they are, and it is said.
"""

from vc.footage.description import BRIGHTER

TO_BT709 = (
    "zscale=transfer=linear:npl=100,format=gbrpf32le,zscale=primaries=bt709,"
    "tonemap=tonemap=hable:desat=0,zscale=transfer=bt709:matrix=bt709:range=tv,format=yuv420p"
)


def is_brighter(color_transfer: str) -> bool:
    """Tell whether a film has more light than screens show by themselves."""
    return color_transfer in BRIGHTER
