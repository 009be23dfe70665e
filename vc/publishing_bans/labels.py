"""The Spanish words for bans."""

from vc.publishing_bans.models import BanScope

SCOPES = {
    BanScope.FEDERAL: "Federal",
    BanScope.STATE: "Estatal",
    BanScope.MUNICIPAL: "Municipal",
}
ACTIONS = {
    "ban.add": "registró la veda",
    "ban.confirm": "confirmó la veda",
    "ban.withdraw": "anuló la veda",
    "ban.except": "concedió una excepción de veda",
    "ban.except_revoke": "anuló una excepción de veda",
}
PAGES = {
    "publishing_bans.new": ("Registrar una veda", "nueva electoral elecciones"),
}
