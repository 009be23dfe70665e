"""The Spanish words for transcripts."""

ACTIONS = {"recording.hand_in_transcript": "subió una transcripción"}
