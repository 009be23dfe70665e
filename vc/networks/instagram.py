"""Instagram: reels of the office's professional account."""

from datetime import date

from vc.networks.facts import Format, NetworkFacts, Step, TextLimits
from vc.networks.meta_guide import META_APP, META_AUTHORIZATION, META_REVIEW, META_TOKEN
from vc.shapes import Shape

FACTS = NetworkFacts(
    label="Instagram",
    mark="Ig",
    consent_key="instagram",
    text=TextLimits(
        most=2_200, most_hashtags=5, most_mentions=3, source="ayrshare.com, Instagram API"
    ),
    shapes=(Shape.TALL, Shape.SQUARE, Shape.WIDE),
    formats=(
        Format(
            name="Reel de Instagram",
            shapes=(Shape.TALL, Shape.SQUARE),
            takes=(Shape.TALL, Shape.SQUARE),
            least_ms=3_000,
            most_ms=900_000,
            most_bytes=300_000_000,
            note="Sin lista de edición y con el índice al principio: así salen de aquí.",
            source="ayrshare.com, media guidelines",
            seen_on=date(2026, 11, 22),
        ),
    ),
    takes_only_its_formats=True,
    guide=(
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
            "oficina. «Comprobar» dice cuál se usa.",
            url="https://developers.facebook.com/docs/instagram-platform/content-publishing/resumable-uploads",
        ),
        META_AUTHORIZATION,
        META_REVIEW,
    ),
    permissions=(
        *("instagram_basic", "instagram_content_publish", "instagram_manage_insights"),
        *("pages_read_engagement", "pages_show_list"),
    ),
    thumbnail_note="Instagram toma ese cuadro como portada.",
    has_two_ways=True,
)
