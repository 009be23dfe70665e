"""The Spanish words for clips."""

from vc.clips.edit import Length
from vc.clips.models import ClipKind, ClipStatus, ImportStatus, RenderStatus
from vc.clips.tabs import Tab
from vc.search.hooks import Named
from vc.shapes import Shape

S, R = ClipStatus, RenderStatus

KINDS = {
    ClipKind.FRAGMENT: "Fragmento",
    ClipKind.CAPSULE: "Cápsula",
    ClipKind.INTERVIEW: "Entrevista",
    ClipKind.STORY: "Historia",
    ClipKind.PROMO: "Promo",
}
STATUSES = {
    S.DRAFT: "En edición",
    S.RENDERING: "Preparando archivos…",
    S.READY: "Archivos listos",
    S.IN_REVIEW: "En revisión",
    S.CHANGES_REQUESTED: "Con cambios pedidos",
    S.APPROVED: "Aprobado",
    S.FAILED: "No se pudo preparar",
    S.WITHDRAWN: "Descartado",
}
TABS = {
    Tab.ALL: "Todos",
    Tab.EDITING: "En edición",
    Tab.REVIEW: "En revisión",
    Tab.APPROVED: "Aprobados",
    Tab.PUBLISHED: "Publicados",
    Tab.DISCARDED: "Descartados",
}
IMPORTS = {
    ImportStatus.WAITING: "Leyendo…",
    ImportStatus.DONE: "Leída",
    ImportStatus.FAILED: "No se pudo leer",
}
RENDERS = {
    R.WAITING: "En espera de turno",
    R.RUNNING: "Preparando…",
    R.DONE: "Listo",
    R.FAILED: "No se pudo preparar",
    R.CANCELLED: "Cancelado",
}
SHAPES = {
    Shape.WIDE: "Horizontal 16:9",
    Shape.SQUARE: "Cuadrado 1:1",
    Shape.TALL: "Vertical 9:16",
}
LENGTHS = {Length.FULL: "Completa", Length.SHORT: "Hasta 90 s"}
ACTIONS = {
    "clip.create": "empezó un clip",
    "clip.describe": "cambió los datos de un clip",
    "clip.hand_over": "dejó un clip a cargo de otra persona",
    "clip.take_over": "tomó el relevo de un clip",
    "clip.review_captions": "revisó los subtítulos de un clip",
    "clip.draft": "cambió las partes de un clip",
    "clip.rendering": "pidió los archivos de un clip",
    "clip.ready": "terminó los archivos de un clip",
    "clip.in_review": "puso un clip en revisión",
    "clip.changes_requested": "pidió cambios a un clip",
    "clip.approved": "aprobó un clip",
    "clip.failed": "no pudo preparar los archivos de un clip",
    "clip.withdrawn": "descartó un clip",
}
S = ClipStatus
TONES = {
    S.DRAFT: "info",
    S.RENDERING: "wait",
    S.READY: "ok",
    S.IN_REVIEW: "wait",
    S.CHANGES_REQUESTED: "problem",
    S.APPROVED: "ok",
    S.FAILED: "problem",
    S.WITHDRAWN: "off",
}
PAGES = {
    "clips.index": Named("Clips", words="fragmentos cápsulas cortes videos cortos"),
}

NONE_YET = "Ninguno todavía"
OPEN_CLIP = "Abrir el clip"
TO_FINISH = "Termine el clip «{title}»."
TO_CORRECT = "Corrija el clip «{title}»."


def clips_and_approved(count: int, approved: int) -> str:
    """Return how many clips there are, and how many of them may be published."""
    said = "1 clip" if count == 1 else f"{count} clips"
    return (
        said
        if not approved
        else f"{said}, {approved} {'aprobado' if approved == 1 else 'aprobados'}"
    )


NEEDS_FAMILY = "participan niñas, niños o adolescentes: hace falta el permiso de su familia"
NOTHING_WRITTEN = "no hay transcripción: escuche antes qué se dice"


def refused_to_appear(count: int) -> str:
    """Return how many asked not to appear, as what is to be looked at."""
    who = "1 persona pidió" if count == 1 else f"{count} personas pidieron"
    return f"{who} no aparecer: revise que no salga"


def proposed(count: int) -> str:
    """Return how many parts of a film are proposed for a clip."""
    if not count:
        return "La grabación está lista para cortar un clip."
    return (
        "Hay 1 parte propuesta para clip."
        if count == 1
        else (f"Hay {count} partes propuestas para clip.")
    )


def look_through(count: int) -> str:
    """Return the words of the button that leads to what is proposed."""
    return {0: "Cortar un clip", 1: "Revisar la parte"}.get(count, f"Revisar las {count}")
