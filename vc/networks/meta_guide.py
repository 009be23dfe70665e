"""The steps of the guide that Facebook and Instagram have in common."""

from vc.networks.facts import Step

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
