"""What ffmpeg is asked for: from a cut to its arguments. Pure: nothing is opened, run or stored.

Facts measured for it are in the contract of clips: always re-encoded (1.2, 1.3), `-ss` before `-i`
(1.2), no edit list (1.4), loudness in one pass (1.6), nothing of the source's metadata (1.6).
"""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from vc.clips.edit import WHOLE, Box, Piece, length_of, stretches
from vc.clips.ffmpeg_cut import (
    GROUND,
    USUAL_RATE,
    Cut,
    Source,
    counted_from,
    frames_in,
    seconds_of,
    sought_at,
)
from vc.clips.ffmpeg_sound import measured, speech
from vc.media.ffmpeg import OWN_CLOCK, steady
from vc.media.ffmpeg import source as read

EARLY_MS = 2
"""How much before a frame's time it is sought: times are whole milliseconds, frames are not."""
LEAD = 5
"""So many seconds before a piece, or a picture, its film is read from, and from the key frame that
comes before: what stands at its first instant may be older, as a slide that somebody shares, and in
some formats ffmpeg lands between key frames. Nothing of them comes into the clip."""
SQUARE = "scale='if(eq(sar,1),iw,trunc(iw*sar/2)*2)':ih:out_range=tv,setsar=1"
"""What makes square pixels of those of old cameras, and the range of black to white that networks
and players expect: newer versions of ffmpeg hand on the full one."""
WHOLE_LINES = "bwdif=mode=send_frame:deint=interlaced,"
"""What makes whole frames of those whose lines are of two instants: nobody's screen does."""
WAVE = "0xe2c79b"
ENCODING = (
    *("-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-pix_fmt", "yuv420p"),
    *("-g", "50", "-sc_threshold", "0", "-flags:v", "+cgop+bitexact"),
    *("-c:a", "aac", "-b:a", "128k", "-ar", "48000", "-ac", "2", "-flags:a", "+bitexact"),
    *("-fflags", "+bitexact", "-map_metadata", "-1", "-map_chapters", "-1"),
    *("-movflags", "+faststart+negative_cts_offsets", "-use_editlist", "0", "-f", "mp4"),
)


def arguments(
    source: Source, cut: Cut, target: Path, sounds: Sequence[Path | None] = ()
) -> list[str]:
    """Return the arguments that make the file.

    `sounds` are the pieces' sounds as `sound_arguments` had them written; None where there is none.
    """
    images = [image for image in (cut.plate.logo, cut.plate.card) if image is not None]
    inputs = [argument for piece in cut.pieces for argument in _input(source, piece.in_ms)]
    inputs += _heard_inputs(sounds)
    for image in images:
        inputs += ["-protocol_whitelist", "file,pipe", "-f", "image2", "-i", f"file:{image}"]
    graphs = [word for one in _graphs(source, cut, sounds) for word in ("-filter_complex", one)]
    rate = ("-r", str(source.rate or USUAL_RATE))
    outputs = ["-map", "[video]", "-map", "[audio]", *rate, *ENCODING, f"file:{target}"]
    return [*OWN_CLOCK, *inputs, *graphs, *outputs]


def picture_arguments(source: Source, cut: Cut, at_ms: int, target: Path) -> list[str]:
    """Return the arguments that make a JPEG of one frame in the clip's shape."""
    blurred = [blur.box for blur in cut.blurs if blur.in_ms <= at_ms < blur.out_ms]
    steps = [*_blurred("frame", [(box, "") for box in blurred]), *_framed(source, cut, "ready")]
    graph = _chain(f"[0:V:0]{_even(source, at_ms, 1)}[frame]", *steps)
    last = ("-map", "[ready]", "-frames:v", "1", "-q:v", "3", "-map_metadata", "-1")
    return [
        *(*OWN_CLOCK, *_input(source, at_ms)),
        "-filter_complex",
        graph,
        *last,
        "-f",
        "mjpeg",
        f"file:{target}",
    ]


def _lead(source: Source, at_ms: int) -> Fraction:
    """Return how many seconds before an instant its film is read from: a number of frames."""
    if not source.rate:
        return Fraction(0)
    return min(frames_in(at_ms, source.rate), int(LEAD * source.rate)) / source.rate


def _begins(source: Source, at_ms: int) -> str:
    """Return from where on the picture of an instant is read."""
    return sought_at(float(at_ms - 1000 * _lead(source, at_ms)) - EARLY_MS)


def _input(source: Source, at_ms: int) -> list[str]:
    """Return the input of the picture of a piece, from the key frame before it; none for none.

    How far it is read is settled by its graph, which ends with its last frame.
    """
    if not source.rate:
        return []
    before = ("-an", "-noaccurate_seek", "-ss", _begins(source, at_ms))
    return [*before, *steady(is_turned=source.is_turned or source.is_interlaced), *source.arguments]


def _heard_inputs(sounds: Sequence[Path | None]) -> list[str]:
    """Return the inputs of the pieces' sounds; none for a piece without."""
    return [word for one in sounds if one for word in read(one, keeps_clock=True)]


def _graphs(source: Source, cut: Cut, sounds: Sequence[Path | None]) -> list[str]:
    """Return the filter graphs: pieces in a row, then what is drawn over, then the card.

    Picture and sound have one each, so that neither loses anything where the other changes.
    """
    count = len(cut.pieces)
    first = count if source.rate else 0
    numbers = [first + sum(map(bool, sounds[:at])) for at in range(len(sounds))]
    heard = [number if sound else None for number, sound in zip(numbers, sounds, strict=True)]
    image = first + sum(map(bool, sounds))
    pad = "sound" if source.rate else "heard"
    said = speech(cut, heard or [None] * count, pad)
    if not source.rate:
        seen = [*_wave(cut), *_drawn_over(cut, image), *_ended(source, cut, image)]
        return [_chain(*said, *seen, *measured(cut, heard))]
    picture = [_piece(source, number, piece) for number, piece in enumerate(cut.pieces)]
    pads = "".join(f"[v{number}]" for number in range(count))
    picture.append(f"{pads}concat=n={count}:v=1:a=0[frame]")
    drawn = [*_picture(source, cut), *_drawn_over(cut, image), *_ended(source, cut, image)]
    return [_chain(*picture, *drawn), _chain(*said, *measured(cut, heard))]


def _piece(source: Source, number: int, piece: Piece) -> str:
    """Return the step that makes one piece's picture exactly as long as it is."""
    count = frames_in(piece.length_ms, source.rate or USUAL_RATE)
    return f"[{number}:V:0]{_even(source, piece.in_ms, count)}[v{number}]"


def _even(source: Source, at_ms: int, count: int) -> str:
    """Return the filters that give so many frames from an instant on.

    The first one takes pictures of any size. What was shown before the first instant stands until
    the next frame, and the film's last picture for as long as it takes.
    """
    rate = source.rate or USUAL_RATE
    first = round(_lead(source, at_ms) * rate)
    fields = WHOLE_LINES if source.is_interlaced else ""
    return (
        f"{SQUARE},{counted_from(source, _begins(source, at_ms))},{fields}"
        f"fps={rate}:round=near,tpad=stop_mode=clone:stop=-1,"
        f"fps={rate}:start_time=0:round=near,trim=start_frame={first}:end_frame={first + count},"
        f"{source.tone}setpts=PTS-STARTPTS"
    )


def _picture(source: Source, cut: Cut) -> list[str]:
    """Return the steps from the joined pieces to a picture in the shape."""
    boxes = []
    for blur in cut.blurs:
        shown = stretches(cut.pieces, blur.in_ms, blur.out_ms)
        if shown:
            boxes.append((blur.box, "+".join(_between(piece) for piece in shown)))
    return [*_blurred("frame", boxes), *_framed(source, cut, "shaped")]


def _blurred(pad: str, boxes: Sequence[tuple[Box, str]]) -> list[str]:
    """Return the steps that blur rectangles, each while its condition holds (empty: always)."""
    steps = []
    for number, (box, condition) in enumerate(boxes):
        x, y = f"{box.x}/{WHOLE}", f"{box.y}/{WHOLE}"
        size = f"iw*{box.width}/{WHOLE}:ih*{box.height}/{WHOLE}:iw*{x}:ih*{y}"
        strong = "luma_radius='min(w,h)/3':luma_power=3:chroma_radius='min(cw,ch)/3'"
        enable = f":enable='{condition}'" if condition else ""
        steps += [
            f"[{pad}]split[whole{number}][part{number}]",
            f"[part{number}]crop={size},boxblur={strong}[soft{number}]",
            f"[whole{number}][soft{number}]overlay=x=W*{x}:y=H*{y}{enable}[blurred{number}]",
        ]
        pad = f"blurred{number}"
    return [*steps, f"[{pad}]null[clean]"]


def _framed(source: Source, cut: Cut, pad: str) -> list[str]:
    """Return the steps that fill the shape: a crop, all of it, or all of it on a blurred ground."""
    width, height = cut.canvas
    fill = f"scale={width}:{height}:force_original_aspect_ratio=increase,crop={width}:{height}"
    if cut.crop is not None:
        box = cut.crop
        area = (f"iw*{box.width}", f"ih*{box.height}", f"iw*{box.x}", f"ih*{box.y}")
        crop = ":".join(f"{side}/{WHOLE}" for side in area)
        return [f"[clean]crop={crop},{fill},setsar=1[{pad}]"]
    ratio = source.width * height / (source.height * width) if source.height else 1
    if abs(ratio - 1) < 0.01:
        return [f"[clean]scale={width}:{height},setsar=1[{pad}]"]
    small = f"{width // 4}:{height // 4}"
    return [
        "[clean]split[near][far]",
        f"[far]scale={small}:force_original_aspect_ratio=increase,crop={small},boxblur=8:2,"
        f"scale={width}:{height},setsar=1[ground]",
        f"[near]scale={width}:{height}:force_original_aspect_ratio=decrease:force_divisible_by=2,"
        "setsar=1[whole]",
        f"[ground][whole]overlay=(W-w)/2:(H-h)/2[{pad}]",
    ]


def _wave(cut: Cut) -> list[str]:
    """Return the steps that give a sound without picture one: its wave on the office's ground."""
    width, height = cut.canvas
    length, rate = seconds_of(length_of(cut.pieces)), USUAL_RATE
    count = sum(frames_in(piece.length_ms, rate) for piece in cut.pieces)
    return [
        "[heard]asplit[sound][seen]",
        f"[seen]aformat=channel_layouts=mono,"
        f"showwaves=s={width}x{height // 3 // 2 * 2}:mode=cline:r={rate}:colors={WAVE}[line]",
        f"color=c={GROUND}:s={width}x{height}:r={rate}:d={length}[plain]",
        f"[plain][line]overlay=0:(H-h)/2:eof_action=repeat,trim=end_frame={count}[shaped]",
    ]


def _drawn_over(cut: Cut, number: int) -> list[str]:
    """Return the steps that draw captions and logo, which is the input of that number."""
    captions = "null"
    if cut.captions is not None and cut.fonts is not None:
        captions = f"ass=filename={_escaped(cut.captions)}:fontsdir={_escaped(cut.fonts)}"
    steps = [f"[shaped]{captions}[said]"]
    if cut.plate.logo is None:
        return [*steps, "[said]null[drawn]"]
    width = cut.canvas[0]
    edge = width * 3 // 100
    x = edge if cut.plate.corner.endswith("left") else f"W-w-{edge}"
    y = edge if cut.plate.corner.startswith("top") else f"H-h-{edge}"
    return [
        *steps,
        f"[{number}:v:0]scale={width * cut.plate.width_pct // 100}:-1[logo]",
        f"[said][logo]overlay={x}:{y}[drawn]",
    ]


def _ended(source: Source, cut: Cut, number: int) -> list[str]:
    """Return the steps that end the picture: the card, whose input follows the logo's."""
    if cut.plate.card is None:
        return ["[drawn]format=yuv420p[video]"]
    width, height = cut.canvas
    rate, seconds = source.rate or USUAL_RATE, seconds_of(cut.plate.card_ms)
    number += cut.plate.logo is not None
    return [
        "[drawn]format=yuv420p[body]",
        f"[{number}:v:0]scale={width}:{height}:force_original_aspect_ratio=decrease[face]",
        f"color=c={cut.plate.ground}:s={width}x{height}:r={rate}:d={seconds}[wall]",
        "[wall][face]overlay=(W-w)/2:(H-h)/2:eof_action=repeat,format=yuv420p,setsar=1[card]",
        "[body][card]concat=n=2:v=1:a=0[video]",
    ]


def _chain(*steps: str) -> str:
    """Return steps as one graph."""
    return ";".join(steps)


def _between(piece: Piece) -> str:
    """Return the condition that a frame's time lies in a stretch of the clip."""
    first, last = (piece.in_ms - EARLY_MS) / 1000, (piece.out_ms - EARLY_MS) / 1000
    return f"gte(t,{first:.3f})*lt(t,{last:.3f})"


def _escaped(path: Path) -> str:
    """Return a path as an option inside a graph: once for the option, once for the graph."""
    text = path.as_posix()
    for special in ("\\", "'", ":"):
        text = text.replace(special, f"\\{special}")
    for special in ("\\", "'", "[", "]", ",", ";"):
        text = text.replace(special, f"\\{special}")
    return text
