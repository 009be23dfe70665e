"""The account of TikTok, where the system publishes by the consent of whoever holds it."""

from vc.connections.models import Use
from vc.grants.facts import PurposeFacts
from vc.networks.facts import Step

APPS = "https://developers.tiktok.com/apps/"


def _steps(has_client: bool) -> tuple[Step, ...]:
    """Return what is left to be done; whose application is known types nothing."""
    create = Step(
        "Registre la dirección de regreso" if has_client else "Cree la aplicación",
        ("Abra la aplicación de la oficina" if has_client else "Una aplicación de la oficina, web")
        + "; en «Login Kit → Redirect URI», exactamente la dirección de regreso de arriba. Agregue "
        "«Content Posting API», active «Direct Post» y pida el permiso «video.publish».",
        url=APPS,
    )
    typed = "" if has_client else "Escriba arriba «Client key» y «Client secret»; después, "
    press = Step(
        "Conecte la cuenta",
        f"{typed}«Conectar con TikTok», con la cuenta de la oficina, y deje marcados los permisos.",
    )
    audit = Step(
        "Pida la auditoría de TikTok",
        "Mientras TikTok no audite la aplicación, solo deja publicar en una cuenta privada, y lo "
        "publicado solo lo ve ella misma: cada video se abre después en TikTok. Se pide en la "
        "página de la aplicación, con un video de cómo se aprueba y se programa un clip. Mientras "
        "tanto, publique a mano.",
        url="https://developers.tiktok.com/doc/content-sharing-guidelines",
    )
    return create, press, audit


TIKTOK = PurposeFacts(
    name="TikTok",
    use=Use.POSTS,
    vendor="TikTok",
    command="tiktok",
    button="Conectar con TikTok",
    for_whom="la cuenta de la oficina en TikTok",
    client=("TIKTOK_CLIENT_KEY", "TIKTOK_CLIENT_SECRET"),
    client_from="TikTok for Developers",
    client_help="TikTok lo llama «Client key»; está en la página de la aplicación.",
    page="TIKTOK_AUTH_URI",
    guide=_steps,
    account=("Cuenta", ""),
    withdrawn_at="la aplicación de TikTok, en «Seguridad → Permisos de aplicaciones»",
    ended="TikTok lo da por un tiempo, y no se renovó. Conecte otra vez",
    ending="TikTok da el permiso por un tiempo: conecte otra vez antes de esa hora.",
    ends_mail=(
        "TikTok lo da por un tiempo, y no se renovó.\n\nConecte otra vez en la página "
        "«Integraciones»."
    ),
    lasting="TikTok da el permiso por un tiempo",
    after="Lo ya publicado se queda; lo que está por publicarse espera a una persona.",
)
