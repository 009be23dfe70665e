"""A transcript that a person hands in."""

from flask_wtf.file import FileField, FileRequired

from vc.forms import Form


class TranscriptForm(Form):
    """A file with what was said."""

    transcript = FileField(
        "Transcripción (VTT o SRT)", validators=[FileRequired("Elija un archivo VTT o SRT.")]
    )
