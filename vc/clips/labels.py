"""The Spanish words for clips."""

from vc.clips.edit import Length
from vc.clips.models import ClipKind, ClipStatus, ImportStatus, RenderStatus
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
    S.WITHDRAWN: "Retirado",
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
    "clip.draft": "cambió el corte de un clip",
    "clip.rendering": "pidió los archivos de un clip",
    "clip.ready": "terminó los archivos de un clip",
    "clip.in_review": "puso un clip en revisión",
    "clip.changes_requested": "pidió cambios a un clip",
    "clip.approved": "aprobó un clip",
    "clip.failed": "no pudo preparar los archivos de un clip",
    "clip.withdrawn": "retiró un clip",
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
PAGES = {"clips.index": ("Clips", "fragmentos cápsulas cortes videos cortos")}
