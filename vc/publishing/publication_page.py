"""A publication's own page; a form that was refused is shown as it was sent."""

import segno
from flask import render_template

from vc.access import clock, office_zone
from vc.addresses import absolute_url
from vc.db import db
from vc.networks.facts import VIEWS
from vc.networks.known import NETWORKS
from vc.publishing import gates, labels, metrics, queries
from vc.publishing.composer import own_post
from vc.publishing.forms import LinkForm, ProofForm, RetractForm, figures_to_type, move_of
from vc.publishing.hooks import PANELS_OF_PUBLICATION
from vc.publishing.models import Phase, Publication
from vc.publishing.panels import names
from vc.publishing.payload import draft_of
from vc.services import services


def show_page(publication: Publication, **forms: object) -> str:
    """Return a publication's own page; a form that was refused is shown as it was sent."""
    now, zone = clock(), office_zone()
    at = max(now, publication.ready_at)
    given = {
        "link_form": LinkForm(formdata=None),
        "move_form": move_of(publication, zone),
        "retract_form": RetractForm(formdata=None),
        "proof_form": ProofForm(formdata=None),
        "figures_form": figures_to_type(publication),
    }
    against = gates.reasons_against(db.session(), publication, at, zone=zone)
    address = absolute_url("publishing.show", publication_id=publication.id)
    return render_template(
        "publishing/show.html",
        publication=publication,
        clip=publication.clip,
        channel=publication.channel,
        film=publication.film,
        post=own_post(publication),
        in_order=metrics.in_order,
        metrics=metrics.asked_of([publication]),
        most=max((one.counts.get(VIEWS.key, 0) for one in publication.figures), default=0),
        against=[one for one in against if one != gates.TEXT_WAITS],
        text_waits=gates.TEXT_WAITS in against,
        digest=publication.words_sha256,
        pause=gates.pause_of(db.session(), publication, now),
        echoes=queries.echoes(db.session(), publication, now, zone),
        missing_figures=metrics.missing(publication, now),
        history=queries.lines_of(db.session(), publication),
        way=_way_of(publication),
        panels=[show(publication) for show in services().registry.added_to(PANELS_OF_PUBLICATION)],
        qr=segno.make(address, error="m").svg_data_uri(scale=4, border=2, dark="#2b1016"),
        **(given | forms | names()),
    )


def _way_of(publication: Publication) -> str:
    """Return how the film gets to a network that knows two ways; empty where there is one."""
    has_two = NETWORKS[publication.channel.network].has_two_ways
    is_begun = publication.phase is not Phase.NEW and bool(publication.upload_url)
    return labels.WAYS[draft_of(publication).way] if has_two and is_begun else ""
