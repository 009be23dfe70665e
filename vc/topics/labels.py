"""The Spanish words of topics and stories."""

from vc.search.hooks import Named
from vc.topics.models import TopicStatus
from vc.topics.stories import Told

S = TopicStatus
STATUSES = {
    S.IDEA: "Idea",
    S.TAKEN: "En preparación",
    S.DONE: "Con su cápsula",
    S.DISCARDED: "Descartado",
}
STORIES = {Told.PUBLISHED: "Publicada", Told.MAKING: "En preparación", Told.NEVER: "Nunca"}
ACTIONS = {
    "topic.add": "agregó un tema",
    "topic.taken": "tomó un tema",
    "topic.idea": "volvió a abrir un tema",
    "topic.done": "dio su cápsula a un tema",
    "topic.discarded": "descartó un tema",
}
VALUES = {"status": STATUSES}
PAGES = {
    "topics.index": Named("Temas para cápsulas", words="ideas lista pendientes"),
    "topics.told": Named("Historias por contar", words="pláticas campañas nunca contadas"),
}
