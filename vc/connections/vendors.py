"""The vendors whose credentials have a page, as data: what is asked, where it is found, who tries.

Zoom and the mail server have pages of their own (`vc.office`): the first day asks for them too.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from integrations import connect_broadcaster, connect_publishers
from vc.config import Settings
from vc.connections.hooks import Vendor
from vc.connections.models import Use
from vc.networks.facts import Network, Step
from vc.networks.known import NETWORKS
from vc.vendors import VENDORS

Tried = tuple[Use, str, Vendor]
"""What a vendor is used for, the key of its adapter, and the adapter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorFacts:
    """One vendor's credentials."""

    name: str
    lead: str
    settings: tuple[str, ...]
    """What is asked, in this order; the first says whether there are any."""
    steps: tuple[Step, ...]
    """What to do at the vendor."""
    permissions: tuple[str, ...] = ()
    """What the application, or the account, has to permit there."""
    tries: Callable[[Settings], Iterable[Tried]] = lambda settings: ()
    """Whoever can say whether the credentials are taken; none where an account consents first."""
    accounts: tuple[str, ...] = ()
    """The purposes for which an account consents by them (`vc.grants`)."""

    @property
    def together(self) -> tuple[str, ...]:
        """The settings of which one without the others opens nothing."""
        return next(names for names in VENDORS.groups if self.settings[0] in names)

    def gives(self, names: Iterable[str]) -> bool:
        """Tell whether its page asks for one of these variables."""
        return bool({one.upper() for one in self.settings} & set(names))

    def is_known(self, settings: Settings) -> bool:
        """Tell whether its credentials are set."""
        return bool(getattr(settings, self.settings[0]))


def _meta(settings: Settings) -> Iterable[Tried]:
    """Return who works by the Page's credentials."""
    if settings.meta_page_token:
        broadcaster = connect_broadcaster(settings)
        yield Use.LIVES, broadcaster.channel, broadcaster
        yield from _posts(settings, "facebook", "instagram")


def _posts(settings: Settings, *networks: str) -> Iterable[Tried]:
    """Return who publishes on networks."""
    found = connect_publishers(settings)
    yield from ((Use.POSTS, name, found[name]) for name in networks if name in found)


def _steps(*networks: Network) -> tuple[Step, ...]:
    """Return those steps of networks' guides that give what is asked."""
    steps = (step for one in networks for step in NETWORKS[one].guide if step.settings)
    return tuple(dict.fromkeys(steps))


def _permissions(*networks: Network) -> tuple[str, ...]:
    """Return what networks ask to be permitted."""
    return tuple(dict.fromkeys(name for one in networks for name in NETWORKS[one].permissions))


PAGES: Mapping[str, VendorFacts] = {
    "google": VendorFacts(
        name="Google",
        lead="Con este cliente se conectan la cuenta de Meet y la del canal de YouTube.",
        settings=("google_client_id", "google_client_secret"),
        steps=(
            Step(
                "Cree el cliente de OAuth",
                "En Google Cloud, en «Google Auth Platform → Clientes», uno de tipo «Aplicación "
                "web». Ahí están su ID y su secreto.",
                url="https://console.cloud.google.com/auth/clients",
            ),
            Step(
                "Conecte las cuentas",
                "Cada cuenta da su permiso en la página de su conexión, que dice qué API se activa "
                "y qué dirección de regreso se registra.",
            ),
        ),
        accounts=("google_meet", "youtube"),
    ),
    "meta": VendorFacts(
        name="Facebook e Instagram",
        lead="Con estos datos se transmite en vivo y se publican los clips.",
        settings=(
            *("meta_app_id", "meta_app_secret", "meta_page_id", "meta_page_token"),
            *("instagram_user_id", "meta_verify_token"),
        ),
        steps=_steps(Network.FACEBOOK, Network.INSTAGRAM),
        permissions=_permissions(Network.FACEBOOK, Network.INSTAGRAM),
        tries=_meta,
    ),
    "x": VendorFacts(
        name="X",
        lead="Con estas llaves se publican los clips en la cuenta de la oficina.",
        settings=("x_api_key", "x_api_secret", "x_access_token", "x_access_secret"),
        steps=_steps(Network.X),
        permissions=_permissions(Network.X),
        tries=lambda settings: _posts(settings, "x"),
    ),
    "tiktok": VendorFacts(
        name="TikTok",
        lead="Con esta aplicación se conecta la cuenta de la oficina.",
        settings=("tiktok_client_key", "tiktok_client_secret"),
        steps=(
            Step(
                "Cree la aplicación",
                "En TikTok for Developers, una aplicación de la oficina con «Login Kit» y «Content "
                "Posting API». En su página están «Client key» y «Client secret».",
                url="https://developers.tiktok.com/apps/",
            ),
            Step(
                "Conecte la cuenta",
                "Da su permiso en la página de su conexión, que dice qué dirección de regreso se "
                "registra.",
            ),
        ),
        accounts=("tiktok",),
    ),
}
"""By the last part of its page's address."""
