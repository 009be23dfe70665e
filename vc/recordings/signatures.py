"""How the files of videos begin, by which they are told from anything else. Pure."""

MP4_BEGINS = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot")
"""The first atom of MP4 and QuickTime; cameras wrote no `ftyp` before 2001, and some after."""
HEAD_BYTES = 400
"""So much of a file is enough to tell."""
PACKET, LATER = 188, 192
"""The length of a transport stream's packets, and of those of camcorders, which say when."""
SYNC = 0x47
_BEGINS = {
    b"FLV": "flv",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11": "wmv",
    b"\x00\x00\x01\xba": "mpg",
    b"\x00\x00\x01\xb3": "mpg",
    b"OggS": "ogv",
}


def extension_of(head: bytes) -> str | None:
    """Return the extension of a video by its first bytes; None for what is none we know.

    ISO 14496-12 for MP4 and QuickTime; RFC 8794's header for Matroska and WebM; ISO 13818-1 for
    MPEG's two streams.
    """
    if head[4:8] in MP4_BEGINS:
        is_mp4 = head.startswith(b"ftyp", 4) and not head.startswith(b"qt", 8)
        return "mp4" if is_mp4 else "mov"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "webm" if b"webm" in head else "mkv"
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "avi"
    if _is_transport(head, 0, PACKET) or _is_transport(head, LATER - PACKET, LATER):
        return "ts"
    return _by_beginning(head)


def _by_beginning(head: bytes) -> str | None:
    """Return the extension of the kinds that begin always alike."""
    return next((name for begin, name in _BEGINS.items() if head.startswith(begin)), None)


def _is_transport(head: bytes, first: int, length: int) -> bool:
    """Tell whether a transport stream's packets follow each other."""
    syncs = head[first::length][:2]
    return len(syncs) == 2 and set(syncs) == {SYNC}
