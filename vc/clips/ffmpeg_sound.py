"""The sound of a clip, as ffmpeg is asked for it: cut, joined, made as loud as others."""

from collections.abc import Sequence
from pathlib import Path

from vc.clips.edit import Piece
from vc.clips.ffmpeg_cut import Cut, Source, counted_from, seconds_of, sought_at
from vc.media.ffmpeg import OWN_CLOCK

SOUND_LEAD_MS = 1000
"""So much before a piece its sound is read: what MP3 holds needs that which comes before, or is
silent."""
LOUDNESS = "loudnorm=I=-16:TP=-1.5:LRA=11"
SOFTENED_MS = 8
"""Sound fades in and out so long at each cut: a wave that jumps is heard as a click."""


def sound_arguments(source: Source, piece: Piece, target: Path) -> list[str]:
    """Return the arguments that write the sound of one piece as plain values.

    In a graph with others, a sound that changes its channels in mid-film would lose seconds.
    """
    lead_ms = min(piece.in_ms, SOUND_LEAD_MS)
    sought = sought_at(piece.in_ms - lead_ms)
    return [
        *(*OWN_CLOCK, "-vn", "-noaccurate_seek", "-ss", sought, *source.arguments),
        *("-af", f"a{counted_from(source, sought)}"),
        *("-ss", seconds_of(lead_ms), "-t", seconds_of(piece.length_ms)),
        *("-map", f"0:a:{source.sound}", "-c:a", "pcm_s16le", "-ar", "48000", "-ac", "2"),
        *("-f", "matroska", f"file:{target}"),
    ]


def speech(cut: Cut, inputs: Sequence[int | None], pad: str) -> list[str]:
    """Return the steps that join the sounds, each as long as its piece."""
    steps, fade = [], seconds_of(SOFTENED_MS)
    for number, (piece, place) in enumerate(zip(cut.pieces, inputs, strict=True)):
        seconds = seconds_of(piece.length_ms)
        if place is None:
            steps.append(f"anullsrc=r=48000:cl=stereo,atrim=duration={seconds}[a{number}]")
            continue
        out_at = seconds_of(max(0, piece.length_ms - SOFTENED_MS))
        steps.append(
            f"[{place}:a:0]aresample=48000:async=1:first_pts=0,aformat=channel_layouts=stereo,"
            f"apad,atrim=duration={seconds},"
            f"afade=t=in:d={fade},afade=t=out:st={out_at}:d={fade}[a{number}]"
        )
    pads = "".join(f"[a{number}]" for number in range(len(cut.pieces)))
    return [*steps, f"{pads}concat=n={len(cut.pieces)}:v=0:a=1[{pad}]"]


def measured(cut: Cut, heard: Sequence[int | None]) -> list[str]:
    """Return the steps that end the sound: the loudness, the card's silence, what is measured."""
    # What is silent has no loudness: the filter would make numbers of it that are none.
    is_heard = any(one is not None for one in heard)
    loudness = LOUDNESS if is_heard else "anull"
    looked_at = (
        "aresample=48000,silencedetect=noise=-50dB:duration=1,ebur128=framelog=verbose[audio]"
    )
    if cut.plate.card is None:
        return [f"[sound]{loudness},{looked_at}"]
    return [
        f"[sound]{loudness},aresample=48000,aformat=channel_layouts=stereo[speech]",
        f"anullsrc=r=48000:cl=stereo,atrim=duration={seconds_of(cut.plate.card_ms)}[hush]",
        "[speech][hush]concat=n=2:v=0:a=1[joined]",
        f"[joined]{looked_at}",
    ]
