"""The Spanish words for bans."""

from vc.vedas.models import BanScope

SCOPES = {
    BanScope.FEDERAL: "Federal",
    BanScope.STATE: "Estatal",
    BanScope.MUNICIPAL: "Municipal",
}
