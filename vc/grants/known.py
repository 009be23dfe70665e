"""Every purpose that an account is connected for, in the order in which they are offered."""

from collections.abc import Mapping
from enum import StrEnum

from vc.grants import google, tiktok
from vc.grants.facts import PurposeFacts


class Purpose(StrEnum):
    """What an account is connected for. The values are those of `integrations`."""

    GOOGLE_MEET = "google_meet"
    YOUTUBE = "youtube"
    TIKTOK = "tiktok"


PURPOSES: Mapping[Purpose, PurposeFacts] = {
    Purpose.GOOGLE_MEET: google.MEET,
    Purpose.YOUTUBE: google.YOUTUBE,
    Purpose.TIKTOK: tiktok.TIKTOK,
}


def of_vendor(purpose: Purpose) -> tuple[Purpose, ...]:
    """Return the purposes whose accounts are the same vendor's, this one first."""
    vendor = PURPOSES[purpose].vendor
    others = (one for one in PURPOSES if one is not purpose and PURPOSES[one].vendor == vendor)
    return (purpose, *others)
