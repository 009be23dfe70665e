"""The Spanish words of help."""

from vc.search.hooks import Named

PAGES = {"help.index": Named("Guía", words="ayuda manual atajos teclas imprimir")}
