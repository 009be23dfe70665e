"""The Spanish words of the search of everything."""

from vc.search.hooks import Named

PLACES = "Ir a"
"""The group of pages and actions."""
PAGES = {
    "search.index": Named("Buscar en todo", words="encontrar búsqueda"),
}
