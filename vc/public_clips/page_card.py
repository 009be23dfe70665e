"""What the pages of clips tell search engines, and those to whom their address is sent.

The facts are schema.org's `VideoObject`, as Google reads them:
developers.google.com/search/docs/appearance/structured-data/video.
"""

from collections.abc import Sequence

from vc.access import office_zone
from vc.addresses import absolute_url
from vc.card_picture import Drawing, drawing
from vc.clips.edit import Caption
from vc.clips.models import ClipRender
from vc.page_card import Data, PageCard, Picture, instant, shortened
from vc.public_clips.labels import GALLERY, GALLERY_SAYS
from vc.public_clips.queries import picture_of
from vc.public_clips.thumbnails import CARD, scaled
from vc.publishing.models import Publication
from vc.services import services


def gallery_card() -> PageCard:
    """Return the card of the page that lists the clips."""
    picture = absolute_url("public_clips.card_picture", v=drawn().version)
    return PageCard(
        title=GALLERY,
        description=GALLERY_SAYS,
        url=absolute_url("public_clips.index"),
        picture=Picture(url=picture, alt=f"{GALLERY}, {services().settings.office_name}"),
    )


def drawn() -> Drawing:
    """Return what is drawn for the page that lists the clips."""
    return drawing(GALLERY, "De uno o dos minutos, con subtítulos")


def clip_card(row: Publication, film: ClipRender, said: Sequence[Caption]) -> PageCard:
    """Return the card of a clip's page: its own picture, its film, and the words in it."""
    title = row.title or row.clip.title
    url = absolute_url("public_clips.show", slug=row.slug)
    shown = _picture(row, film, title)
    text = shortened(row.text) or f"{title}. Video de {services().settings.office_name}."
    return PageCard(
        title=title,
        description=text,
        url=url,
        picture=shown,
        kind="video.other",
        film_url=absolute_url("public_clips.film", slug=row.slug),
        data=_video(row, film, said) | {"name": title, "description": text, "url": url}
        | ({"thumbnailUrl": [shown.url]} if shown else {}),
    )  # fmt: skip


def picture_version(row: Publication, film: ClipRender | None) -> str:
    """Return what changes with a clip's picture: others keep one by its address."""
    moment = row.thumbnail_ms if row.thumbnail_key else ""
    return f"{film.sha256[:8] if film else ''}-{moment}".strip("-")


def _picture(row: Publication, film: ClipRender, title: str) -> Picture | None:
    """Return the clip's own picture; None while there is none."""
    if not picture_of(row, film):
        return None
    version = picture_version(row, film)
    url = absolute_url("public_clips.thumbnail", slug=row.slug, ancho=CARD, v=version)
    width, height = scaled(film.width, film.height, CARD)
    return Picture(url=url, alt=title, width=width, height=height)


def _video(row: Publication, film: ClipRender, said: Sequence[Caption]) -> Data:
    """Return the facts of a film; it is published where its page is."""
    settings = services().settings
    facts: Data = {
        "@type": "VideoObject",
        "uploadDate": instant((row.published_at or row.publish_after).astimezone(office_zone())),
        "contentUrl": absolute_url("public_clips.film", slug=row.slug),
        "embedUrl": absolute_url("public_clips.embed", slug=row.slug),
        "inLanguage": "es-MX",
        "isAccessibleForFree": True,
        "publisher": {"@type": "GovernmentOrganization", "name": settings.office_name},
    }
    if film.duration_ms:
        facts["duration"] = _iso(round(film.duration_ms / 1000))
    if said:
        facts["transcript"] = " ".join(" ".join(one.text.split()) for one in said)
    return facts


def _iso(seconds: int) -> str:
    """Return a length as ISO 8601 has it: «PT1M5S»."""
    minutes, rest = divmod(max(seconds, 1), 60)
    return f"PT{minutes}M{rest}S" if minutes else f"PT{rest}S"
