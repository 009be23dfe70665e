"""What goes to YouTube and comes from it, in YouTube's form and in ours: pure.

Facts: YouTube Data API v3 (contract of Google, 6).
"""

import re
from collections.abc import Mapping

from integrations.contracts.publishing import Post, Seen, Stage
from integrations.errors import (
    IntegrationError,
    NotFoundError,
    RateLimitedError,
    RejectedError,
    Where,
)
from integrations.http.call import VendorResponse
from integrations.http.fields import object_in, text_in

VENDOR = "youtube"
WATCH = "https://www.youtube.com/watch?v="
ID = re.compile(r"[\w-]{6,64}")
MOST_TITLE = 100
EDUCATION = "27"
LANGUAGE = "es-MX"
STATUS = {
    "selfDeclaredMadeForKids": False,
    "embeddable": True,
    "license": "youtube",
    "publicStatsViewable": True,
}
"""Of a part that is changed YouTube resets what is not said: all of it is always said."""
TOO_MANY_DAILY = "uploadLimitExceeded"
WHY = {
    "codec": "no conoce su formato",
    "conversion": "no pudo convertirlo",
    "copyright": "reclama derechos de autor",
    "claim": "el dueño de un contenido lo bloqueó",
    "duplicate": "ya está en el canal",
    "inappropriate": "lo considera inapropiado",
    "length": "es demasiado largo",
    "termsOfUse": "incumple sus condiciones de uso",
    "uploaderAccountClosed": "la cuenta está cerrada",
    "uploaderAccountSuspended": "la cuenta está suspendida",
}
REFUSED = {
    "forbidden": "La cuenta que dio su permiso no administra este video o este canal.",
    "forbiddenPrivacySetting": "YouTube no deja hacer público el video: revise el canal en Studio.",
    "invalidDescription": "YouTube no admite el texto: quite «<» y «>», o acórtelo.",
    "invalidTitle": "YouTube no admite el título: escriba otro, de 100 caracteres cuando mucho.",
    "processingFailure": "YouTube no pudo guardar el archivo: inténtelo otra vez.",
    "videoNotFound": "El video ya no está en YouTube.",
}
"""What a reason of YouTube's means, and what to do."""
FAILED = "YouTube no aceptó el video: {why}."
GONE = "El video ya no está en YouTube."
FULL = "YouTube no admite más videos de este canal por hoy."


def seen_of(video: Mapping[str, object]) -> Seen:
    """Return the state of a video."""
    status = object_in(video.get("status"))
    upload = text_in(status.get("uploadStatus"))
    if not video or upload == "deleted":
        return Seen(Stage.GONE)
    if upload in ("failed", "rejected"):
        reason = text_in(status.get("failureReason")) or text_in(status.get("rejectionReason"))
        return Seen(Stage.FAILED, reason=FAILED.format(why=WHY.get(reason, reason or upload)))
    number = text_in(video.get("id"))
    if text_in(status.get("privacyStatus")) == "public":
        return Seen(Stage.PUBLISHED, WATCH + number, remote_id=number)
    return Seen(Stage.DRAFT if upload == "processed" else Stage.PROCESSING)


def received_by(answer: VendorResponse) -> int:
    """Return the number of bytes that YouTube has, by the `Range` of its answer; 0 without one."""
    found = re.fullmatch(r"bytes=0-(\d+)", answer.headers.get("Range", ""))
    return int(found[1]) + 1 if found else 0


def meaning_of(error: RejectedError) -> IntegrationError:
    """Return the meaning of a refusal by YouTube's own reasons."""
    error.message = REFUSED.get(error.code or "", error.message)
    if error.code == TOO_MANY_DAILY:
        limited = RateLimitedError(
            FULL, status=error.status, code=error.code, **where(error.operation)
        )
        limited.is_daily = True
        return limited
    return error


def snippet_of(post: Post) -> dict[str, object]:
    """Return title and text as YouTube gets them; it takes no angle brackets in a title."""
    title = re.sub(r"[<>]", "", post.title).strip()[:MOST_TITLE]
    return {
        "title": title or "Video",
        "description": post.text,
        "categoryId": EDUCATION,
        "defaultLanguage": LANGUAGE,
        "defaultAudioLanguage": LANGUAGE,
    }


def checked_id(video_id: str, operation: str) -> str:
    """Return a video's id; what is none is nowhere."""
    if not ID.fullmatch(video_id):
        raise NotFoundError(GONE, **where(operation))
    return video_id


def where(operation: str) -> Where:
    """Return the names of a call for an error."""
    return {"vendor": VENDOR, "operation": operation}
