"""Where refusals of requests are mended."""

from vc.office.hooks import Cure
from vc.talk_requests import service

OWN = (Cure((service.TAKEN, service.ALREADY), "talk_requests.index", "Ver las solicitudes"),)
