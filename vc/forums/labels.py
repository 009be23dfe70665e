"""The Spanish words of forums."""

from vc.forums.models import QuestionStatus

STATUSES = {
    QuestionStatus.WAITING: "Por revisar",
    QuestionStatus.TAKEN: "Por contestar",
    QuestionStatus.ANSWERED: "Contestada",
    QuestionStatus.DISCARDED: "Descartada",
}
ACTIONS = {
    "speaker.add": "agregó a alguien al programa del foro",
    "speaker.change": "corrigió el programa del foro",
    "speaker.remove": "quitó a alguien del programa del foro",
    "forum.change": "cambió las preguntas o las conclusiones del foro",
    "question.taken": "tomó una pregunta del público",
    "question.answered": "marcó como contestada una pregunta del público",
    "question.discarded": "descartó una pregunta del público",
}
MANY_ASK = "Llegan muchas preguntas a la vez. La suya sigue aquí: vuelva a enviarla {when}."
TRAPPED = "Un programa del navegador llenó un dato que no se ve; ya se vació. Envíela otra vez."
