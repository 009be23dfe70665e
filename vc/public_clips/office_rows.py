"""The rows of the public pages of clips on the page «Oficina»."""

from vc.office.hooks import Group, OfficeRow

ROWS = (
    OfficeRow(
        *(Group.PUBLISHED, "public_clips.index", "Página pública de clips"), words="difusión videos"
    ),
)
