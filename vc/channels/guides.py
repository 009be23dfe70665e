"""What to create where, so that the system publishes on a network by itself: steps, as data.

The names of permissions and settings are those of the vendors and of README.
"""

from dataclasses import dataclass

from vc.channels.networks import Network


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `settings` are the variables that it gives, in which order they are entered.

    A page tells only what is left: of a step that is done it says so, and no more.
    """

    title: str
    text: str
    settings: tuple[str, ...] = ()
    url: str = ""
    connects: bool = False
    """Whether it is done once the account is connected."""


META_APP = Step(
    "Cree la aplicación",
    "En Meta for Developers, una aplicación de tipo «Empresa» que sea de la cuenta comercial de la "
    "oficina. En «Configuración → Básica» están su identificador y su clave secreta.",
    ("META_APP_ID", "META_APP_SECRET"),
    "https://developers.facebook.com/apps/",
)
META_TOKEN = Step(
    "Genere el token de la página",
    "En Meta Business Suite → Configuración → Usuarios del sistema: un usuario del sistema con la "
    "página asignada; genere su token con los permisos de abajo y elija que no venza.",
    ("META_PAGE_ID", "META_PAGE_TOKEN"),
    "https://business.facebook.com/settings/system-users",
)
META_AUTHORIZATION = Step(
    "Deje autorizada la página antes de que Meta lo pida",
    "Quien administra la página activa la verificación en dos pasos de su cuenta de Facebook y, si "
    "Meta pide la «Autorización para publicar en páginas» (PPA), confirma ahí dónde vive, desde "
    "una computadora. Mientras falte, Meta no deja publicar en la página ni en la cuenta de "
    "Instagram enlazada, y ningún programa puede ver si la pide: complétela antes.",
    url="https://www.facebook.com/business/m/one-sheeters/page-publishing-authorization",
)
META_REVIEW = Step(
    "Pida la revisión de Meta",
    "Mientras Meta no apruebe los permisos, la aplicación solo publica para quienes tienen un rol "
    "en ella. Hasta entonces, publique a mano: todo lo demás funciona igual.",
    url="https://developers.facebook.com/docs/app-review/",
)
GUIDES: dict[Network, tuple[Step, ...]] = {
    Network.FACEBOOK: (META_APP, META_TOKEN, META_AUTHORIZATION, META_REVIEW),
    Network.INSTAGRAM: (
        Step(
            "Convierta la cuenta en profesional",
            "En la aplicación de Instagram: Configuración → Tipo de cuenta; después, enlácela con "
            "la página de Facebook.",
        ),
        META_APP,
        META_TOKEN,
        Step(
            "Anote el identificador de la cuenta",
            "Lo da Meta Business Suite → Configuración → Cuentas de Instagram.",
            ("INSTAGRAM_USER_ID",),
            "https://business.facebook.com/settings/instagram-account-v2s",
        ),
        Step(
            "Decida cómo llega el video",
            "Si la aplicación tiene «Inicio de sesión con Facebook para empresas», el sistema "
            "envía el archivo. A las demás Instagram no se lo acepta: el sistema le da entonces un "
            "enlace firmado, que abre solo ese video y vence a las dos horas, e Instagram viene "
            "por él. Para eso PUBLIC_URL debe empezar con https:// y abrirse desde fuera de la "
            "oficina. «Probar ahora» dice cuál se usa.",
            url="https://developers.facebook.com/docs/instagram-platform/content-publishing/resumable-uploads",
        ),
        META_AUTHORIZATION,
        META_REVIEW,
    ),
    Network.YOUTUBE: (
        Step(
            "Cree el proyecto y active la API",
            "En Google Cloud, un proyecto de la oficina; en «API y servicios» active «YouTube Data "
            "API v3». Cada proyecto puede subir 100 videos al día.",
            url="https://console.cloud.google.com/apis/library/youtube.googleapis.com",
            connects=True,
        ),
        Step(
            "Conecte la cuenta del canal",
            "En «Integraciones», el botón «Conectar con YouTube» dice qué cliente de OAuth se crea "
            "en Google y lleva a dar el permiso con la cuenta dueña del canal. Desde el servidor "
            "lo hace flask connect youtube.",
            connects=True,
        ),
        Step(
            "Verifique el canal por teléfono",
            "Sin eso YouTube no admite miniaturas propias ni videos de más de 15 minutos.",
            url="https://www.youtube.com/verify",
        ),
    ),
    Network.X: (
        Step(
            "Cuente con el gasto",
            "X cobra cada publicación: 0.015 USD; con una dirección en el texto, 0.20 USD. Compre "
            "créditos y ponga un tope de gasto en el portal de desarrollo.",
            url="https://console.x.com/",
        ),
        Step(
            "Cree la aplicación",
            "En el portal de desarrollo, una aplicación con el permiso «Read and write»; sus dos "
            "llaves están en «Keys and tokens».",
            ("X_API_KEY", "X_API_SECRET"),
            "https://console.x.com/",
        ),
        Step(
            "Genere el token de la cuenta",
            "Con la cuenta de la oficina, en «Keys and tokens» → «Access Token and Secret». Si "
            "cambia el permiso de la aplicación, genérelo otra vez. No vence.",
            ("X_ACCESS_TOKEN", "X_ACCESS_SECRET"),
            "https://console.x.com/",
        ),
    ),
}
"""The networks that the system can be connected with; on the others a person publishes."""
SCOPES: dict[Network, tuple[str, ...]] = {
    Network.FACEBOOK: (
        *("pages_manage_posts", "pages_read_engagement", "pages_show_list", "read_insights"),
    ),
    Network.INSTAGRAM: (
        *("instagram_basic", "instagram_content_publish", "instagram_manage_insights"),
        *("pages_read_engagement", "pages_show_list"),
    ),
    Network.YOUTUBE: ("https://www.googleapis.com/auth/youtube.force-ssl",),
    Network.X: ("Read and write",),
}
