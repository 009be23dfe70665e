"""Where what keeps a publication back is mended."""

from sqlalchemy.orm import Session

from vc.office.hooks import Cure, Named
from vc.publishing import gates, network_post, pauses, payload, service
from vc.publishing.models import Publication


def clip_of(session: Session, here: Named) -> Named | None:
    """Return the clip of the page, or of its publication."""
    publication = session.get(Publication, here.get("publication_id", 0))
    return here if publication is None else {"clip_id": publication.clip_id}


OWN = (
    Cure((gates.CHANNEL_OFF, gates.DAY_FULL), "channels.index", "Ver los canales"),
    Cure(
        (gates.NO_FILE, gates.NO_SHAPE, gates.LINK_COSTS),
        "publishing.change",
        "Cambiar la publicación",
    ),
    Cure((gates.TEXT_WAITS,), "publishing.show", "Ver la publicación"),
    Cure(
        (service.NO_SUCH_FILE, network_post.NO_FILE, payload.OTHER_BYTES),
        "clips.show",
        "Ver el clip",
        clip_of,
    ),
    Cure((pauses.NO_CAMPAIGN,), "campaigns.index", "Ver las campañas"),
)
