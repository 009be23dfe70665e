"""The Spanish words for transcripts."""

from vc.search.hooks import Named

ACTIONS = {"recording.hand_in_transcript": "subió una transcripción"}
PAGES = {
    "transcripts.search": Named(
        "Buscar en lo que se dijo", words="transcripciones palabras dichas"
    ),
}
