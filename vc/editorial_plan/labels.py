"""The Spanish words of the month's plan."""

from vc.editorial_plan.models import RepostStatus, TaskStatus
from vc.search.hooks import Named

T, R = TaskStatus, RepostStatus
TASKS = {T.OPEN: "Por preparar", T.DONE: "Hecha", T.SKIPPED: "Esta vez no"}
TASK_TONES = {T.OPEN: "wait", T.DONE: "ok", T.SKIPPED: "off"}
REPOSTS = {
    R.WAITING: "Por repetir",
    R.PROVEN: "Repetida",
    R.MISSED: "Se pasó su día",
    R.DROPPED: "No se repite",
}
REPOST_TONES = {R.WAITING: "wait", R.PROVEN: "ok", R.MISSED: "problem", R.DROPPED: "off"}
ACTIONS = {
    "observancetask.open": "volvió a abrir la tarea de una efeméride",
    "observancetask.done": "quedó hecha la tarea de una efeméride",
    "observancetask.skipped": "decidió que esta vez no se hace una efeméride",
    "observancetask.give": "cambió quién prepara una efeméride",
    "observancetask.tie": "marcó publicaciones para una efeméride",
    "observancetask.untie": "desmarcó una publicación de una efeméride",
    "repost.add": "registró un lineamiento por repetir",
    "repost.waiting": "volvió a dejar por repetir un lineamiento",
    "repost.proven": "comprobó que se repitió un lineamiento",
    "repost.missed": "se pasó el día de un lineamiento por repetir",
    "repost.dropped": "decidió no repetir un lineamiento",
}
COLUMNS = {"responsible": "Responsable", "publications": "Publicaciones"}
PAGES = {
    "editorial_plan.month": Named("Efemérides y huecos del mes", words="plan veda propuestas"),
    "editorial_plan.propose": Named("Proponer el mes", words="llenar mes vacío clips"),
    "reposts.index": Named("Lineamientos por repetir", words="RT retuit Coordinación General"),
    "reposts.new": Named("Registrar lineamiento por repetir", words="RT retuit compartir"),
}
