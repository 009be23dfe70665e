"""The Spanish words of the search of everything."""

PLACES = "Ir a"
"""The group of pages and actions."""
PAGES = {"search.index": ("Buscar en todo", "encontrar búsqueda")}
