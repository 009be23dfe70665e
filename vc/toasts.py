"""What was just done and can be undone, as the next page offers it for ten seconds."""

from flask import flash


def offer_undo(text: str, url: str) -> None:
    """Say on the next page what was done, with a button that takes it back by a POST to `url`."""
    # Flask keeps whatever JSON can hold; its hint knows only of texts.
    flash({"text": text, "url": url}, "undo")  # type: ignore[arg-type]
