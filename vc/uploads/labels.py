"""The Spanish words for handing in files."""

PAGES = {
    "uploads.new": ("Subir un video", "cargar grabación archivo"),
    "uploads.new_material": ("Subir material", "cargar entrevista cápsula historia"),
}
