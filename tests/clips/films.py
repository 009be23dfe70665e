"""Films whose every frame carries its number, and what a finished clip shows of them."""

import math
import struct
import subprocess
from fractions import Fraction
from pathlib import Path

WIDTH, HEIGHT, BITS = 160, 90, 10
"""Each frame's number stands in it as ten bars, black or white: it survives any encoder."""
SMALL = (320, 180)
"""How large a clip is made of which only numbers and sound are looked at: at that of the product it
takes four times as long."""
LOW, HIGH = 300, 1200
"""What is heard before the second that a film is made with, and from there on, in hertz."""


def run(program: str, *arguments: str) -> bytes:
    """Run ffmpeg; return what it wrote to its output."""
    command = [program, "-nostdin", "-loglevel", "error", "-y", *arguments]
    return subprocess.run(command, check=True, timeout=60, capture_output=True).stdout


def make_numbered(
    program: str, path: Path, *, rate: Fraction = Fraction(25), seconds: int = 12, turns_at: int = 5
) -> Path:
    """Make a film with a key frame every four seconds, a title and a date in its metadata."""
    raw = path.with_suffix(".raw")
    with raw.open("wb") as file:
        for number in range(round(seconds * rate)):
            file.write(_frame(number))
    pictures = ("-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(rate))
    tone = f"aevalsrc=0.5*sin(2*PI*t*if(lt(t\\,{turns_at})\\,{LOW}\\,{HIGH})):d={seconds}:s=32000"
    keys = ("-g", str(round(4 * rate)), "-keyint_min", str(round(4 * rate)), "-sc_threshold", "0")
    run(
        program,
        *(*pictures, "-i", str(raw), "-f", "lavfi", "-i", tone),
        *("-c:v", "libx264", "-preset", "ultrafast", "-crf", "18", "-pix_fmt", "yuv420p", *keys),
        *("-c:a", "aac", "-b:a", "96k", "-ac", "1", "-shortest"),
        *("-movflags", "+faststart"),
        *("-metadata", "title=Reunión con Ana", "-metadata", "creation_time=2031-03-04T10:00:00Z"),
        str(path),
    )
    raw.unlink()
    return path


def numbers_of(program: str, path: Path, crop: str = "") -> list[int]:
    """Return the number of each frame of a film, in the order in which they are shown."""
    steps = f"{crop}scale={WIDTH}:{HEIGHT}:flags=area,format=gray"
    raw = run(
        program, "-i", str(path), "-vf", steps, "-fps_mode", "passthrough", "-f", "rawvideo", "-"
    )
    return numbers_in(raw)


def numbers_in(raw: bytes) -> list[int]:
    """Return the number of each frame of plain grey pictures."""
    size = WIDTH * HEIGHT
    return [_number(raw[at : at + size]) for at in range(0, len(raw), size)]


def heard_in(program: str, path: Path) -> tuple[float, ...]:
    """Return a film's sound, 48,000 values a second."""
    raw = run(program, "-i", str(path), "-vn", "-ac", "1", "-ar", "48000", "-f", "f32le", "-")
    return struct.unpack(f"<{len(raw) // 4}f", raw)


def strength(program: str, path: Path, hertz: int, begin_s: float, length_s: float) -> float:
    """Return how strong a tone is in a stretch of a film's sound, 0 to about 1."""
    return strength_in(heard_in(program, path), hertz, begin_s, length_s)


def strength_in(heard: tuple[float, ...], hertz: int, begin_s: float, length_s: float) -> float:
    """Return how strong a tone is in a stretch of a sound, 0 to about 1 (Goertzel)."""
    heard = heard[round(begin_s * 48000) : round((begin_s + length_s) * 48000)]
    turn = 2 * math.cos(2 * math.pi * hertz / 48000)
    one = two = 0.0
    for value in heard:
        one, two = value + turn * one - two, one
    power = one * one + two * two - turn * one * two
    return 2 * math.sqrt(max(power, 0)) / max(len(heard), 1)


def _frame(number: int) -> bytes:
    """Return a frame that shows its number."""
    bar = WIDTH // BITS
    row = b"".join((b"\xeb" if number >> bit & 1 else b"\x10") * bar for bit in range(BITS))
    return row * HEIGHT


def _number(frame: bytes) -> int:
    """Return the number that a frame shows."""
    bar, middle = WIDTH // BITS, WIDTH * (HEIGHT // 2)
    return sum(1 << bit for bit in range(BITS) if frame[middle + bit * bar + bar // 2] > 128)
