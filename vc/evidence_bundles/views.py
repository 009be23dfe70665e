"""The pages of evidence bundles: those of a publication for staff, the check for anybody."""

import secrets

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask import url_for as to
from werkzeug.wrappers import Response as AnyResponse

from vc import history
from vc.access import allow, anybody, clock, office_zone, signed_in
from vc.addresses import absolute_url
from vc.db import db
from vc.errors import RuleError
from vc.evidence_bundles import archive, contents, paper, service
from vc.evidence_bundles.forms import BundleForm, CheckForm
from vc.evidence_bundles.models import EvidenceBundle
from vc.permissions import Capability, may
from vc.privacy.models import PrivacyNotice
from vc.publishing import queries
from vc.publishing.models import Publication
from vc.rate_limit import Limit, count_attempt, origin_of
from vc.recordings.serving import Kept, serve
from vc.services import services

bp = Blueprint("evidence_bundles", __name__)

FREE_CHECKS = 20
"""So many files are checked for one origin without a wait."""


@bp.route("/publicaciones/<int:publication_id>/expediente", methods=["GET", "POST"])
@allow(Capability.ISSUE_EVIDENCE, publication_id=Publication)
def new(publication_id: int) -> AnyResponse | str | tuple[str, int]:
    """Make the bundle of a publication, for the request that it answers."""
    publication, form = queries.publication_by_id(db.session(), publication_id), BundleForm()
    service.check_out(publication)
    if not form.validate_on_submit():
        bundles = service.bundles_of(db.session(), publication)
        page = render_template(
            "evidence_bundles/new.html", publication=publication, form=form, bundles=bundles
        )
        return page, form.status
    bundle = _made(publication, form.request_number.data or "")
    flash(f"{bundle.folio} está listo para descargar.", "success")
    return redirect(to("evidence_bundles.show", bundle_id=bundle.id), 303)


@bp.get("/expedientes/<int:bundle_id>")
@allow(Capability.ISSUE_EVIDENCE, bundle_id=EvidenceBundle)
def show(bundle_id: int) -> str:
    """Show a bundle: what is in it, and how it is checked."""
    bundle = service.bundle_by_id(db.session(), bundle_id)
    # The salt opens seals by trying names: it is for those who may read the names anyway.
    salt = bundle.salt if may(signed_in(), Capability.OPEN_CONSENT, bundle) else ""
    return render_template("evidence_bundles/show.html", bundle=bundle, salt=salt)


@bp.get("/expedientes/<int:bundle_id>/archivo")
@allow(Capability.ISSUE_EVIDENCE, bundle_id=EvidenceBundle)
def file(bundle_id: int) -> Response:
    """Give the file."""
    bundle = service.bundle_by_id(db.session(), bundle_id)
    return serve(Kept(bundle.file_key, "zip", bundle.manifest_sha256[:16], title=bundle.folio))


@bp.get("/expediente/llave")
@anybody
def key() -> Response:
    """Give the newest key with which bundles are checked."""
    pem = service.public_keys(db.session())
    return Response(pem[0] if pem else "", mimetype="application/x-pem-file")


@bp.route("/expediente", methods=["GET", "POST"])
@anybody
def check() -> str | tuple[str, int]:
    """Tell anybody whether a file is a bundle of this office, unchanged."""
    form, found = CheckForm(), None
    if form.validate_on_submit():
        limit = Limit(f"bundle-from:{origin_of(request.remote_addr or '')}", FREE_CHECKS)
        count_attempt(db.session(), [limit], clock())
        try:
            found = service.verified(db.session(), form.file.data.read(archive.MOST_BYTES + 1))
        except RuleError as error:
            form.blame(error)
    has_key = bool(service.public_keys(db.session()))
    page = render_template("evidence_bundles/check.html", form=form, bundle=found, has_key=has_key)
    return page, 200 if found else form.status


def _made(publication: Publication, request_number: str) -> EvidenceBundle:
    """Return the bundle of a publication, made, signed and kept."""
    session, now, settings = db.session(), clock(), services().settings
    signing = service.signing_key(session, now)
    number = service.next_number(session, publication)
    folio = EvidenceBundle(publication_id=publication.id, number=number).folio
    salt, store, words = secrets.token_hex(16), services().store, history.actions()
    source = contents.Source(
        session=session,
        publication=publication,
        zone=office_zone(),
        salt=salt,
        paper_sha256=lambda kept: service.digest_of(store, kept),
        words_of=lambda action: words.get(action, action),
    )
    parts = contents.sections(source)
    check_url = absolute_url("evidence_bundles.check")
    key_url = absolute_url("evidence_bundles.key")
    papers = {
        "LEAME.txt": paper.read_me(folio, request_number, settings, check_url, key_url),
        "expediente.json": paper.as_json(folio, request_number, now, parts),
        "expediente.pdf": paper.as_pdf(folio, request_number, settings, now, parts, source.zone),
        archive.KEY: signing.public_pem.encode(),
        **{contents.notice_name(one): _text_of(one) for one in contents.notices_of(source)},
    }
    bundle = service.keep(
        session,
        publication,
        service.NewBundle(request_number, number, salt),
        archive.pack(papers, signing.private_pem),
        store,
        by=signed_in(),
        now=now,
    )
    session.commit()
    return bundle


def _text_of(notice: PrivacyNotice) -> bytes:
    """Return both notices of a version, as people read them."""
    return f"{notice}\n\n{notice.simple}\n\n{notice.full}\n".encode()
