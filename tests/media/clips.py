"""Short recordings made by ffmpeg itself: loud for ten seconds, then nearly silent."""

import subprocess
from pathlib import Path

PICTURE = "color=c=0x1f3a5f:s=320x180:r=25[ground];testsrc2=s=100x75:r=25[clock]"
SOUND = "sine=f=440:r=32000,volume='if(lt(t,10),8,0.01)':eval=frame[sound]"
SECONDS = 20
KEY_EVERY_S = 2
ALL = ("-map", "0", "-c", "copy")
"""Every track as it is."""


def film(program: str, *arguments: str) -> None:
    """Let ffmpeg make a file."""
    command = [program, "-nostdin", "-loglevel", "error", "-y", *arguments]
    subprocess.run(command, check=True, timeout=60)


def make_talk(program: str, path: Path) -> Path:
    """Make a talk of 20 seconds with a key frame every two."""
    graph = f"{PICTURE};[ground][clock]overlay=200:95[picture];{SOUND}"
    video = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
    keys = ("-g", str(25 * KEY_EVERY_S), "-keyint_min", "25", "-sc_threshold", "0")
    audio = ("-c:a", "aac", "-b:a", "64k", "-ac", "1")
    maps = ("-map", "[picture]", "-map", "[sound]", "-t", str(SECONDS))
    end = ("-movflags", "+faststart", str(path))
    film(program, "-filter_complex", graph, *maps, *video, *keys, *audio, *end)
    return path


def part_of(program: str, talk: Path, *kept: str, name: str) -> Path:
    """Make a file of some of the talk's streams, such as `-vn`."""
    path = talk.with_name(name)
    film(program, "-i", str(talk), *kept, "-c", "copy", str(path))
    return path


def turned_by_a_quarter(program: str, path: Path) -> Path:
    """Make the same film with the word that players turn it back by a quarter."""
    return turned(program, path, 90)


def turned(program: str, path: Path, degrees: int) -> Path:
    """Make the same film with the word that players turn it so far."""
    other = path.with_name(f"turned.{path.name}")
    try:
        film(program, "-display_rotation", str(degrees), "-i", str(path), *ALL, str(other))
    except subprocess.CalledProcessError:
        # Before ffmpeg 6 it was a word in the metadata.
        film(program, "-i", str(path), *ALL, "-metadata:s:v", f"rotate={degrees}", str(other))
    return other


def cut_short(talk: Path, share: float, name: str = "cut.mp4") -> Path:
    """Make a file that ends in the middle, as a broken download does."""
    content = talk.read_bytes()
    path = talk.with_name(name)
    path.write_bytes(content[: int(len(content) * share)])
    return path
