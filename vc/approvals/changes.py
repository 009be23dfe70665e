"""What differs between two states of a clip's edit, in words for whoever looks at it again."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from vc.clips.edit import Caption, Edit, Piece, clip_time, length_of, stretches
from vc.clips.labels import SHAPES
from vc.shapes import Shape

MOST_CAPTIONS = 8
LOOKS = {
    "plate_id": "Cambió el logotipo o el cierre",
    "thumbnail_ms": "Cambió la miniatura",
    "burns_captions": "Cambió si los subtítulos van dentro de la imagen",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise now."""

    what: str
    before: str = ""
    after: str = ""
    at_ms: int | None = None
    """Where it is to be seen, in the clip's own time."""

    @property
    def words(self) -> list[tuple[str, str]]:
        """Return the text as it was and is: pieces that stayed (""), went ("del"), came ("ins")."""
        old, new = self.before.split(), self.after.split()
        found = []
        for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind == "equal":
                found.append(("", " ".join(old[i:j])))
                continue
            found += [("del", " ".join(old[i:j]))] if j > i else []
            found += [("ins", " ".join(new[k:m]))] if m > k else []
        return found


def between(old: Edit, new: Edit) -> list[Change]:
    """Return every change from one state to another: the cut, the look, the captions, the words."""
    return [*_cut(old, new), *_look(old, new), *_captions(old, new), *_texts(old, new)]


def _cut(old: Edit, new: Edit) -> Iterator[Change]:
    """Yield what is shown longer, shorter or no more."""
    if old.pieces != new.pieces:
        lasts = f"dura {written(length_of(new.pieces))} (antes {written(length_of(old.pieces))})"
        said = "; ".join([*_edges(old.pieces, new.pieces), lasts])
        yield Change(said, at_ms=0)
    if old.short != new.short:
        verb = "Cambió" if old.short and new.short else "Se agregó" if new.short else "Se quitó"
        yield Change(f"{verb} la versión de hasta 90 s")


def _edges(old: tuple[Piece, ...], new: tuple[Piece, ...]) -> Iterator[str]:
    """Yield how the beginning and the end moved, and whether the parts between did."""
    begins, ends = new[0].in_ms - old[0].in_ms, new[-1].out_ms - old[-1].out_ms
    if begins:
        yield f"Empieza {seconds(begins)} {'después' if begins > 0 else 'antes'}"
    if ends:
        verb = "termina" if begins else "Termina"
        yield f"{verb} {seconds(ends)} {'después' if ends > 0 else 'antes'}"
    if _inner(old) != _inner(new):
        yield "cambiaron las partes de en medio" if begins or ends else "Cambiaron las partes"


def _inner(pieces: tuple[Piece, ...]) -> list[int]:
    """Return the instants at which the clip jumps."""
    return [at for piece in pieces for at in (piece.in_ms, piece.out_ms)][1:-1]


def _look(old: Edit, new: Edit) -> Iterator[Change]:
    """Yield what looks otherwise."""
    yield from _shapes(old, new)
    if old.blurs != new.blurs:
        first = next((one for one in new.blurs if one not in old.blurs), None)
        at_ms = clip_time(new.pieces, first.in_ms) if first else None
        yield Change("Cambió lo que se difumina", at_ms=at_ms)
    for name, words in LOOKS.items():
        if getattr(old, name) != getattr(new, name):
            yield Change(words)


def _shapes(old: Edit, new: Edit) -> Iterator[Change]:
    """Yield the shapes that came, went, or show another part of the picture."""
    before = {one.shape: one for one in old.framings}
    after = {one.shape: one for one in new.framings}
    for shape in Shape:
        if (shape in before) != (shape in after):
            verb = "Se agregó" if shape in after else "Se quitó"
            yield Change(f"{verb} la forma {SHAPES[shape].lower()}")
        elif before.get(shape) != after.get(shape):
            yield Change(f"Cambió el encuadre {SHAPES[shape].lower()}")


def _captions(old: Edit, new: Edit) -> Iterator[Change]:
    """Yield the captions that say something else; those that only came or went with the cut not."""
    before = {(one.in_ms, one.out_ms): one for one in old.captions}
    after = {(one.in_ms, one.out_ms): one for one in new.captions}
    found = []
    for key in sorted({*before, *after}):
        was, is_now = _text(before.get(key)), _text(after.get(key))
        if was != is_now and stretches(new.pieces, *key) and stretches(old.pieces, *key):
            at_ms = stretches(new.pieces, *key)[0].in_ms
            found.append(Change("Subtítulo", was, is_now, at_ms))
    yield from found[:MOST_CAPTIONS]
    if len(found) > MOST_CAPTIONS:
        yield Change(f"Y {len(found) - MOST_CAPTIONS} subtítulos más")


def _text(caption: Caption | None) -> str:
    """Return what a caption says; nothing without one."""
    return caption.text.strip() if caption else ""


def _texts(old: Edit, new: Edit) -> Iterator[Change]:
    """Yield the words beside the film that are otherwise."""
    names = {
        "title": "Título",
        "text": "Texto de la publicación",
        "alt_text": "Texto alternativo de la miniatura",
    }
    for name, label in names.items():
        was, is_now = getattr(old, name), getattr(new, name)
        if was != is_now:
            yield Change(label, was, is_now)


def seconds(ms: int) -> str:
    """Return a length as people say it: 3 s, 0.4 s."""
    return f"{abs(ms) / 1000:.1f}".removesuffix(".0") + " s"


def written(ms: int) -> str:
    """Return an instant as people write it: 0:58."""
    return f"{ms // 60_000}:{ms // 1000 % 60:02}"
