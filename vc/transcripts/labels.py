"""The Spanish words for transcripts."""

ACTIONS = {"recording.hand_in_transcript": "subió una transcripción"}
PAGES = {"transcripts.search": ("Buscar en lo que se dijo", "transcripciones palabras dichas")}
