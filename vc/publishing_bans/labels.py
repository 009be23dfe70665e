"""The Spanish words for bans."""

from vc.publishing_bans.models import BanScope
from vc.search.hooks import Named

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
    "publishing_bans.new": Named("Registrar una veda", words="nueva electoral elecciones"),
}
