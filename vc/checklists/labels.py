"""The Spanish words for checklists."""

from vc.checklists.evaluation import Outcome
from vc.checklists.models import DependsOn, Evidence, Level, Mode, Reply, TemplateStatus

TEMPLATES = {
    TemplateStatus.DRAFT: "Borrador",
    TemplateStatus.PUBLISHED: "En uso",
    TemplateStatus.REPLACED: "Reemplazada",
}
LEVELS = {Level.BLOCKING: "Obligatorio", Level.ADVISORY: "Recomendado"}
MODES = {Mode.PERSON: "Lo revisa una persona", Mode.SYSTEM: "Lo revisa el sistema"}
EVIDENCES = {
    Evidence.NONE: "Sin evidencia",
    Evidence.NOTE: "Una nota",
    Evidence.FILE: "Un archivo",
    Evidence.LINK: "Un enlace",
}
DEPENDS = {
    DependsOn.BOTH: "Del video y del texto",
    DependsOn.FILE: "Del video",
    DependsOn.TEXT: "Del texto",
    DependsOn.NOTHING: "De ninguno",
}
REPLIES = {Reply.YES: "Sí", Reply.NO: "No", Reply.NOT_APPLICABLE: "No aplica"}
WHEN = {
    "": "Siempre",
    "minors": "Cuando aparecen niñas, niños o adolescentes",
    "refusals": "Cuando alguien pidió no aparecer",
    "ban": "Durante una veda",
    "orange": "El día 25 (Día Naranja)",
    "blocks_in_ban": "Siempre; obligatorio durante una veda",
}
"""The rules that a coordinator can choose; `forms` says which rule each one is."""
ACTIONS = {
    "template.begin": "empezó una versión de una lista de verificación",
    "template.published": "publicó una lista de verificación",
    "template.replaced": "reemplazó una lista de verificación",
    "templateitem.add": "agregó un punto a una lista de verificación",
    "templateitem.change": "cambió un punto de una lista de verificación",
    "templateitem.move": "movió un punto de una lista de verificación",
    "templateitem.drop": "quitó un punto de una lista de verificación",
    "clip.answer": "respondió un punto de la lista de un clip",
    "clip.name_person": "dijo quién aparece en un clip",
    "clip.unname_person": "quitó a una persona de un clip",
}
OUTCOMES = {
    Outcome.DONE: ("Listo", "ok"),
    Outcome.MISSING: ("Falta", "wait"),
    Outcome.NO: ("Respondido que no", "problem"),
    Outcome.NOT_APPLICABLE: ("No aplica", "off"),
    Outcome.STALE: ("Confirmar de nuevo", "wait"),
    Outcome.WARN: ("Revise", "info"),
    Outcome.FAIL: ("No se cumple", "problem"),
}
WAIVERS = {"consents": "Nadie se puede identificar"}
"""What the button says that settles a point of the system's, where «No aplica» says too little."""
COLUMN_NAMES = {
    "label": "Qué se pide",
    "help": "Ayuda",
    "level": "Si falta",
    "evidence": "Qué lo comprueba",
    "rule": "Cuándo se pide",
    "depends_on": "De qué depende",
    "needs_two": "Dos personas",
}
PHRASES = {"music": "Sin música"}
"""By a point's key, the note with which most people prove it: one press instead of its words."""
ONE_OPEN = "Falta 1 punto antes de enviarlo a revisión."
MANY_OPEN = "Faltan {count} puntos antes de enviarlo a revisión."

FILL = "Abrir la lista"
TO_FILL = "Falta la lista de verificación de «{title}»."
