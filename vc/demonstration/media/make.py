"""Draws and speaks the demonstration's films out of `data/talks.toml`; nobody is in them.

    python vc/demonstration/media/make.py    slides, speakers, people → *.mp4 *.vtt *.jpg films.json

It needs ffmpeg with x264 and espeak-ng, and nothing of the product. What it makes is kept beside
it, so that a start only copies files and shows pictures on a machine without ffmpeg too.
"""

import json
import random
import subprocess
import sys
import tempfile
import tomllib
import wave
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).resolve().parent
TALKS = HERE.parent / "data" / "talks.toml"
FONTS = HERE.parents[1] / "static" / "vendor"
TITLES = FONTS / "montserrat-5.3.0" / "montserrat-latin-wght-normal.woff2"
WORDS = FONTS / "source-sans-3-5.3.0" / "source-sans-3-latin-wght-normal.woff2"
WIDE, TALL, SQUARE = (640, 360), (360, 640), (480, 480)
SHAPES = {"wide": WIDE, "tall": TALL, "square": SQUARE}
RATE = 5
FINE = 2
"""So many times larger it is drawn, and then made smaller: Pillow draws no smooth edges."""
TILE = (160, 90)
PAPER, INK, GREY = "#faf7f1", "#2b2430", "#6f6874"
SKINS = ("#8d5a3b", "#b9794f", "#d9a074", "#a5683f", "#e0b48c")
HAIRS = ("#1f1a17", "#3b2a20", "#5a3d28", "#2a2324", "#6e6a6c")
CLOTHES = ("#7a2e44", "#2f5d80", "#3f6b4f", "#8a6d3b", "#5b4b8a", "#a14f3a", "#46596b")
WALLS = ("#d9d2c5", "#c9d3da", "#d7cfd9", "#cdd8cc", "#e0d5c4")


@dataclass(frozen=True, slots=True)
class Line:
    """What is said between two instants of a film, by whom, before which scene."""

    from_ms: int
    to_ms: int
    voice: str
    scene: str
    text: str


@cache
def font(path: Path, size: int, weight: int) -> ImageFont.FreeTypeFont:
    """Return one of the product's own faces."""
    found = ImageFont.truetype(str(path), size)
    found.set_variation_by_axes([weight])
    return found


class Canvas:
    """A picture that is drawn at a larger size; all measures are those of the small one."""

    def __init__(self, size: tuple[int, int], ground: str) -> None:
        self.size = size
        self.image = Image.new("RGB", (FINE * size[0], FINE * size[1]), ground)
        self.draw = ImageDraw.Draw(self.image)

    def box(self, at: tuple[float, ...], fill: str, radius: float = 0) -> None:
        """Draw a rectangle, left, top, right, bottom."""
        self.draw.rounded_rectangle([FINE * one for one in at], FINE * radius, fill=fill)

    def oval(self, at: tuple[float, ...], fill: str) -> None:
        """Draw an ellipse in a rectangle."""
        self.draw.ellipse([FINE * one for one in at], fill=fill)

    def write(
        self, at: tuple[float, float], text: str, size: int, fill: str, *, weight: int = 600,
        face: Path = WORDS, anchor: str = "la",
    ) -> None:  # fmt: skip
        """Write a line."""
        letters = font(face, FINE * size, weight)
        place = (FINE * at[0], FINE * at[1])
        self.draw.text(place, text, fill=fill, font=letters, anchor=anchor)

    def small(self) -> Image.Image:
        """Return the picture at its size."""
        return self.image.resize(self.size, Image.Resampling.LANCZOS)


def folded(text: str, face: Path, size: int, weight: int, width: float) -> list[str]:
    """Return a text as lines that are no wider."""
    letters, rows = font(face, FINE * size, weight), [""]
    for word in text.split():
        longer = f"{rows[-1]} {word}".strip()
        if rows[-1] and letters.getlength(longer) > FINE * width:
            rows.append(word)
        else:
            rows[-1] = longer
    return rows


def person(
    canvas: Canvas,
    at: tuple[float, float, float, float],
    chance: random.Random,
    *,
    has_long_hair: bool | None = None,
) -> None:
    """Draw somebody before a wall, cut off at the chest, in a rectangle."""
    left, top, right, bottom = at
    width, height = right - left, bottom - top
    wall, skin, hair = (chance.choice(one) for one in (WALLS, SKINS, HAIRS))
    canvas.box(at, wall)
    # What stands behind: a shelf or a window.
    if chance.random() < 0.5:
        for row in (0.12, 0.32):
            canvas.box((left, top + row * height, left + 0.28 * width, top + (row + 0.03) * height),
                       "#b3a58f")  # fmt: skip
            for book in range(4):
                x = left + (0.02 + 0.06 * book) * width
                canvas.box((x, top + (row - 0.1) * height, x + 0.04 * width, top + row * height),
                           chance.choice(CLOTHES))  # fmt: skip
    else:
        canvas.box((right - 0.3 * width, top + 0.08 * height, right - 0.06 * width,
                    top + 0.5 * height), "#e9f1f4")  # fmt: skip
    side = min(width, height)
    x, y, r = left + width / 2, top + 0.48 * height, 0.19 * side
    part = Image.new("L", canvas.image.size, 0)
    mask = Canvas((1, 1), "#000000")
    mask.image, mask.draw = part, ImageDraw.Draw(part)
    mask.box(at, "#ffffff")
    layer = Canvas(canvas.size, "#000000")
    layer.image.paste(canvas.image)
    is_long = chance.random() < 0.55 if has_long_hair is None else has_long_hair
    if is_long:
        layer.box((x - 1.25 * r, y - 0.9 * r, x + 1.25 * r, y + 1.9 * r), hair, 1.1 * r)
    layer.oval((x - 2.3 * r, y + 1.25 * r, x + 2.3 * r, y + 5.6 * r), chance.choice(CLOTHES))
    layer.box((x - 0.42 * r, y + 0.6 * r, x + 0.42 * r, y + 1.6 * r), skin, 0.3 * r)
    layer.oval((x - 1.05 * r, y - 1.35 * r, x + 1.05 * r, y + 0.6 * r), hair)
    layer.oval((x - 0.88 * r, y - 1.05 * r, x + 0.88 * r, y + 1.15 * r), skin)
    layer.box((x - 0.88 * r, y - 1.1 * r, x + 0.88 * r, y - 0.5 * r), hair, 0.35 * r)
    for eye in (-0.36, 0.36):
        layer.oval((x + (eye - 0.1) * r, y - 0.1 * r, x + (eye + 0.1) * r, y + 0.14 * r), INK)
    smile = [FINE * one for one in (x - 0.34 * r, y + 0.2 * r, x + 0.34 * r, y + 0.74 * r)]
    layer.draw.arc(smile, 25, 155, fill="#7a3b33", width=max(2, round(FINE * 0.09 * r)))
    canvas.image.paste(layer.image, mask=part)


class Talk:
    """One talk of the list: its colours, its people, and each of its scenes."""

    def __init__(self, told: dict, every: dict) -> None:
        self.key, self.title, self.slides = told["key"], told["title"], told["slides"]
        self.voices, self.told = told["voices"], told
        self.dark, self.light = every["campaigns"][told["campaign"]]
        self.known = every["voices"]

    def _voice(self, canvas: Canvas, at: tuple[float, float, float, float], voice: str) -> None:
        """Draw whoever speaks: the same in each scene and talk."""
        dice = random.Random(voice)  # noqa: S311 - it draws hair, no secret
        person(canvas, at, dice, has_long_hair=self.known[voice][1])

    def scene(self, name: str, size: tuple[int, int], voice: str) -> Image.Image:
        """Return one of its scenes, laid out for a shape."""
        if name == "title":
            return self._title(size)
        if name == "speaker":
            return self._speaker(size, voice)
        if name == "people":
            return self._people(size)
        return self._slide(self.slides[int(name) - 1], size, voice)

    def _title(self, size: tuple[int, int]) -> Image.Image:
        width, height = size
        canvas = Canvas(size, self.dark)
        canvas.box((0, height - 14, width, height), self.light)
        canvas.oval((width - 190, -90, width + 70, 170), self.light)
        canvas.oval((width - 170, -70, width + 90, 190), self.dark)
        rows = folded(self.title, TITLES, 34, 700, width - 90)
        y = height / 2 - 21 * len(rows)
        for number, row in enumerate(rows):
            canvas.write((45, y + 42 * number), row, 34, PAPER, weight=700, face=TITLES)
        y += 42 * len(rows) + 14
        canvas.box((45, y, 130, y + 5), self.light)
        canvas.write((45, y + 18), self.told["line"], 18, self.light)
        return canvas.small()

    def _slide(self, slide: list[str], size: tuple[int, int], voice: str) -> Image.Image:
        width, height = size
        canvas = Canvas(size, PAPER)
        is_wide = width > height
        text_width = width - 230 if is_wide else width - 60
        canvas.box((0, 0, width, 10), self.dark)
        rows = folded(slide[0], TITLES, 36, 700, text_width)
        y = 44.0
        for row in rows:
            canvas.write((34, y), row, 36, self.dark, weight=700, face=TITLES)
            y += 44
        canvas.box((34, y + 4, 104, y + 9), self.light)
        y += 34
        for point in slide[1:]:
            canvas.oval((36, y + 10, 47, y + 21), self.dark)
            for row in folded(point, WORDS, 27, 600, text_width - 30):
                canvas.write((62, y), row, 27, INK)
                y += 33
            y += 10
        at = (width - 172, 34, width - 18, 142) if is_wide else (
            width / 2 - 120, height - 236, width / 2 + 120, height - 84)  # fmt: skip
        self._voice(canvas, at, voice)
        if is_wide:
            canvas.write((width - 170, 148), voice[:26], 12, GREY)
        return canvas.small()

    def _speaker(self, size: tuple[int, int], voice: str) -> Image.Image:
        width, height = size
        canvas = Canvas(size, self.dark)
        self._voice(canvas, (0, 0, width, height), voice)
        wide = font(WORDS, FINE * 17, 600).getlength(voice) / FINE
        canvas.box((16, 16, 36 + wide, 46), self.dark, 6)
        canvas.write((26, 20), voice, 17, PAPER)
        return canvas.small()

    def _people(self, size: tuple[int, int]) -> Image.Image:
        width, height = size
        canvas = Canvas(size, "#1d1b20")
        columns, rows = (3, 2) if width > height else (2, 3) if height > width else (2, 2)
        gap, chance = 8, random.Random(self.key)  # noqa: S311 - as above
        w, h = (width - gap * (columns + 1)) / columns, (height - gap * (rows + 1)) / rows
        for number in range(columns * rows):
            x = gap + (w + gap) * (number % columns)
            y = gap + (h + gap) * (number // columns)
            person(canvas, (x, y, x + w, y + h), chance)
        return canvas.small()


def captioned(picture: Image.Image, text: str) -> Image.Image:
    """Return a picture with what is said in it, as a clip has it."""
    canvas = Canvas(picture.size, "#000000")
    canvas.image.paste(picture.resize(canvas.image.size, Image.Resampling.LANCZOS))
    width, height = picture.size
    rows = folded(text, WORDS, 20, 700, width - 60)
    top = height - 24 - 27 * len(rows)
    for number, row in enumerate(rows):
        half = font(WORDS, FINE * 20, 700).getlength(row) / FINE / 2
        y = top + 27 * number
        canvas.box((width / 2 - half - 8, y - 1, width / 2 + half + 8, y + 26), "#17141a")
        canvas.write((width / 2, y), row, 20, "#ffffff", weight=700, anchor="ma")
    return canvas.small()


def spoken(talk: Talk, folder: Path) -> list[Line]:
    """Speak a talk into `folder`, and return its lines."""
    lines, at_ms = [], 600
    with wave.open(str(folder / "talk.wav"), "wb") as whole:
        whole.setnchannels(1)
        whole.setsampwidth(2)
        whole.setframerate(22050)
        whole.writeframes(bytes(2 * 22050 * at_ms // 1000))
        for voice, scene, text in talk.told["lines"]:
            said = folder / "line.wav"
            kind = talk.known[talk.voices[voice]][0]
            command = ["espeak-ng", "-v", kind, "-s", "165", "-w", said, text]
            subprocess.run(command, check=True)  # noqa: S603 - a list of arguments, our own
            with wave.open(str(said)) as one:
                frames, count = one.readframes(one.getnframes()), one.getnframes()
            # Each line fills whole frames of the film, or picture and sound would drift apart.
            length_ms = -(-(count * 1000 // 22050 + 350) // 200) * 200
            whole.writeframes(frames + bytes(2 * (22050 * length_ms // 1000 - count)))
            lines.append(Line(at_ms, at_ms + length_ms - 350, talk.voices[voice], scene, text))
            at_ms += length_ms
    return lines


def filmed(
    pictures: list[tuple[Image.Image, int]], sound: Path, to: Path, from_ms: int = 0
) -> None:
    """Write a film of pictures, each for so many milliseconds, with a sound from an instant on."""
    with tempfile.TemporaryDirectory() as name:
        folder, listed = Path(name), ["ffconcat version 1.0"]
        for number, (picture, length_ms) in enumerate(pictures):
            picture.save(folder / f"{number}.png")
            listed += [f"file {number}.png", f"duration {length_ms / 1000:.3f}"]
        (folder / "list").write_text("\n".join([*listed, f"file {len(pictures) - 1}.png"]))
        length = sum(length_ms for _, length_ms in pictures) / 1000
        subprocess.run(  # noqa: S603 - as above
            [
                *("ffmpeg", "-loglevel", "error", "-y", "-i", folder / "list"),
                *("-ss", str(from_ms / 1000), "-i", sound, "-t", f"{length:.3f}", "-r", str(RATE)),
                *("-c:v", "libx264", "-preset", "veryslow", "-crf", "37", "-tune", "stillimage"),
                *("-pix_fmt", "yuv420p", "-g", "600", "-sc_threshold", "20", "-bf", "0"),
                *("-c:a", "aac", "-b:a", "9k", "-ar", "16000", "-ac", "1"),
                *("-movflags", "+faststart", "-map_metadata", "-1", "-fflags", "+bitexact", to),
            ],
            check=True,
        )


def peaks_of(sound: Path) -> str:
    """Return how loud each tenth of a second is, one byte each, in hex."""
    with wave.open(str(sound)) as one:
        frames = one.readframes(one.getnframes())
    values = memoryview(frames).cast("h")
    tenths = (values[at : at + 2205] for at in range(0, len(values), 2205))
    return bytes(min(255, max(map(abs, tenth)) >> 7) for tenth in tenths).hex()


def captions(lines: list[Line]) -> str:
    """Return what is said as a WebVTT file, as Zoom writes it."""
    told = ["WEBVTT", ""]
    for number, one in enumerate(lines, 1):
        begin, end = (f"00:00:{ms // 1000:02d}.{ms % 1000:03d}" for ms in (one.from_ms, one.to_ms))
        told += [str(number), f"{begin} --> {end}", f"{one.voice}: {one.text}", ""]
    return "\n".join(told)


def made(talk: Talk, folder: Path) -> dict:
    """Make everything of one talk, and return what is to be known of it."""
    lines, sound = spoken(talk, folder), folder / "talk.wav"
    ends = [*(one.from_ms for one in lines[1:]), lines[-1].to_ms + 350]
    begins = [0, *(one.from_ms for one in lines[1:])]
    scenes = [talk.scene(one.scene, WIDE, one.voice) for one in lines]
    lengths = [end - begin for begin, end in zip(begins, ends, strict=True)]
    filmed(list(zip(scenes, lengths, strict=True)), sound, HERE / f"{talk.key}.mp4")
    (HERE / f"{talk.key}.vtt").write_text(captions(lines), encoding="utf-8")
    sheet = Image.new("RGB", (10 * TILE[0], TILE[1]))
    for number, scene in enumerate(scenes):
        sheet.paste(scene.resize(TILE), (TILE[0] * number, 0))
    sheet.save(HERE / f"{talk.key}-hoja.jpg", quality=50, optimize=True)
    poster = scenes[talk.told["poster"] - 1]
    poster.save(HERE / f"{talk.key}.jpg", quality=55, optimize=True)
    return {
        "length_ms": ends[-1],
        "peaks": peaks_of(sound),
        "tiles_ms": begins,
        "cuts": {cut["key"]: _cut(talk, cut, lines, ends, sound) for cut in talk.told["cuts"]},
    }


def _cut(talk: Talk, cut: dict, lines: list[Line], ends: list[int], sound: Path) -> dict:
    """Make the film of one clip and its picture; return what is to be known of it."""
    first, last = cut["lines"]
    size, name = SHAPES[cut["shape"]], f"{talk.key}-{cut['key']}"
    pictures = []
    for number in range(first - 1, last):
        one = lines[number]
        plain = talk.scene(one.scene, size, one.voice)
        pictures.append((captioned(plain, one.text), ends[number] - one.from_ms))
    from_ms = lines[first - 1].from_ms
    filmed(pictures, sound, HERE / f"{name}.mp4", from_ms)
    pictures[0][0].save(HERE / f"{name}.jpg", quality=55, optimize=True)
    length_ms = sum(length for _, length in pictures)
    return {"from_ms": from_ms, "to_ms": from_ms + length_ms, "width": size[0], "height": size[1]}


def main() -> None:
    """Make everything anew."""
    told = tomllib.loads(TALKS.read_text(encoding="utf-8"))
    known = {}
    for one in told["talks"]:
        with tempfile.TemporaryDirectory() as folder:
            known[one["key"]] = made(Talk(one, told), Path(folder))
    written = json.dumps(known, indent=1, ensure_ascii=False) + "\n"
    (HERE / "films.json").write_text(written, encoding="utf-8")
    kept = sum(path.stat().st_size for path in HERE.iterdir() if path.suffix != ".py")
    sys.stdout.write(f"{len(known)} talks, {kept // 1000} kB\n")


if __name__ == "__main__":
    main()
