"""The Spanish words of the public pages of clips."""

GALLERY = "Videos para cuidarnos"
GALLERY_SAYS = (
    "Uno o dos minutos de nuestras pláticas, con subtítulos. Se pueden compartir y pasar en clase."
)
