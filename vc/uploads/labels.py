"""The Spanish words for handing in files."""

from vc.search.hooks import Named

PAGES = {
    "uploads.new": Named("Subir un video", words="cargar grabación archivo"),
    "uploads.new_material": Named("Subir material", words="cargar entrevista cápsula historia"),
}
