"""The forms of calendars."""

from wtforms.fields.choices import SelectChoice

from vc.booking import labels as booking_labels
from vc.booking.models import EventKind
from vc.calendars.service import PLAN, STAFF, host_scope, kind_scope
from vc.forms import Form, SelectField, among


class FeedForm(Form):
    """Makes a private feed."""

    scope = SelectField("Calendario", **among("Elija un calendario de la lista."))

    def offer(self, own_id: int, hosts: list[tuple[int, str]]) -> None:
        """Fill the select: everything, one's own, by kind, and for Coordinación by host."""
        kinds = [SelectChoice(kind_scope(k), f"Solo: {booking_labels.KINDS[k]}") for k in EventKind]
        others = [
            SelectChoice(host_scope(person_id), f"Anfitrión: {name}")
            for person_id, name in hosts
            if person_id != own_id
        ]
        own = SelectChoice(host_scope(own_id), "Mis sesiones")
        plan = SelectChoice(PLAN, "Plan: efemérides, tareas y lineamientos por repetir")
        every = SelectChoice(STAFF, "Todas las sesiones")
        self.scope.choices = [every, own, plan, *kinds, *others]
