"""The Spanish words for surveys."""

ACTIONS = {"event.survey_words": "quitó un comentario de la encuesta"}
MANY_ANSWER = (
    "Muchas personas están contestando a la vez. Lo que escribió sigue aquí: vuelva a enviarlo "
    "{when}."
)
