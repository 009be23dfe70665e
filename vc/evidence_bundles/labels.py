"""The Spanish words of evidence bundles."""

from vc.search.hooks import Named

ACTIONS = {"evidencebundle.add": "hizo un expediente de evidencia"}
PAGES = {
    "evidence_bundles.check": Named(
        "Comprobar un expediente de evidencia", words="transparencia firma verificar zip"
    ),
}
