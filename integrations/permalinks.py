"""The addresses of posts, as a browser shows them → the plain form that names the post and no more.

People copy what stands above the page: with the picture that is open (`/video/1`), with who shared
it (`?igsh=…`), from the telephone's site, from the studio, without «https://». Two addresses of
one post are one address then.
"""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlsplit

from integrations.join_links import FACEBOOK_HOSTS
from integrations.pasted import pasted_address

_FACEBOOK = re.compile(
    r"(?:[a-z]{2}-[a-z]{2}|m|mbasic|mobile|touch|web|www)\.facebook\.com|fb\.com"
)
_CODE = r"(?P<id>[\w-]{6,})"


@dataclass(frozen=True, slots=True)
class Shape:
    """One way in which a network's addresses look: of their path, of what their query has."""

    path: re.Pattern[str]
    plain: str
    """With what the path's groups and the query say in its braces."""
    asked: tuple[str, ...] = ()
    """What the query must have."""
    hosts: tuple[str, ...] = ()
    """Where it is so; empty for all of the network's."""


@dataclass(frozen=True, slots=True)
class PostAddresses:
    """Where a network's posts have their addresses, and how these look."""

    name: str
    hint: str
    """How a person gets the address of a post."""
    hosts: tuple[str, ...]
    shapes: tuple[Shape, ...]
    asked_at: str = ""
    """Where to ask whether there is one: the page itself answers for a post that is gone, too."""

    def plain(self, url: str) -> str:
        """Return the plain form of the address of a post; empty for what is none."""
        parts = urlsplit(url)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        return next(filter(None, (self._told(one, parts, asked) for one in self.shapes)), "")

    def _told(self, shape: Shape, parts: SplitResult, asked: dict[str, str]) -> str:
        """Return the plain form of an address that looks so; empty for one that does not."""
        host = (parts.hostname or "").lower()
        # What stands at a host of its own kind is never read as if it stood at the network's.
        is_special = any(host in one.hosts for one in self.shapes)
        if (shape.hosts or is_special) and host not in shape.hosts:
            return ""
        found = shape.path.fullmatch(parts.path.rstrip("/"))
        named = {name: asked.get(name, "") for name in shape.asked}
        if not found or not all(re.fullmatch(r"[\w.:-]+", value) for value in named.values()):
            return ""
        return shape.plain.format(host=host, **found.groupdict(), **named)


def _shape(path: str, plain: str, *asked: str, hosts: tuple[str, ...] = ()) -> Shape:
    return Shape(re.compile(path), plain, asked, hosts)


FACEBOOK = "https://www.facebook.com"
YOUTUBE = "https://www.youtube.com"
INSTAGRAM = "https://www.instagram.com"
TIKTOK = "https://www.tiktok.com"
SHORT_YOUTUBE = ("youtu.be",)
SHORT_FACEBOOK = ("fb.watch", "fb.me")
SHORT_TIKTOK = ("vm.tiktok.com", "vt.tiktok.com")
STUDIO = ("studio.youtube.com",)
# Whatever follows the number of a post is what of it is open.
_REST = r"(?:/.*)?"

POSTS = {
    "facebook": PostAddresses(
        "Facebook",
        "abra el video o reel y copie su enlace con «Compartir».",
        FACEBOOK_HOSTS,
        (
            _shape(r"/(?P<id>[\w-]{5,})", "https://{host}/{id}/", hosts=SHORT_FACEBOOK),
            _shape(rf"/reels?/(?P<id>[\w.-]+){_REST}", f"{FACEBOOK}/reel/{{id}}"),
            _shape(r"/share/(?P<kind>r|v|p)/(?P<id>[\w.-]+)", f"{FACEBOOK}/share/{{kind}}/{{id}}/"),
            _shape(r"/share/(?P<id>[\w.-]{6,})", f"{FACEBOOK}/share/{{id}}/"),
            _shape(
                r"/groups/(?P<who>[^/]+)/(?:posts|permalink)/(?P<id>[\w.-]+)",
                f"{FACEBOOK}/groups/{{who}}/posts/{{id}}",
            ),
            _shape(
                r"/(?P<who>[^/]+)/(?P<kind>videos|posts)(?:/[^/]+)?/(?P<id>[\w.-]+)",
                f"{FACEBOOK}/{{who}}/{{kind}}/{{id}}",
            ),
            _shape(r"/stories/(?P<who>\d+)/(?P<id>[\w.=-]+)", f"{FACEBOOK}/stories/{{who}}/{{id}}"),
            _shape(
                r"/(?:permalink|story)\.php",
                f"{FACEBOOK}/permalink.php?story_fbid={{story_fbid}}&id={{id}}",
                *("story_fbid", "id"),
            ),
            _shape(
                r"/(?:watch(?:/live)?|video\.php|[^/]+/videos)", f"{FACEBOOK}/watch/?v={{v}}", "v"
            ),
            _shape(r"(?!/l\.php).*", f"{FACEBOOK}/photo/?fbid={{fbid}}", "fbid"),
            _shape(
                r"(?!/l\.php).*",
                f"{FACEBOOK}/permalink.php?story_fbid={{story_fbid}}",
                "story_fbid",
            ),
        ),
    ),
    "instagram": PostAddresses(
        "Instagram",
        "abra el reel y use «Copiar enlace».",
        ("instagram.com", "www.instagram.com", "m.instagram.com", "instagr.am"),
        (
            _shape(r"/share/(?P<id>(?:reel/|p/)?[\w-]+)", f"{INSTAGRAM}/share/{{id}}/"),
            _shape(
                rf"/(?:[\w.]+/)?reels?/(?!audio/)(?P<id>[\w-]+){_REST}", f"{INSTAGRAM}/reel/{{id}}/"
            ),
            _shape(
                rf"/(?:[\w.]+/)?(?P<kind>p|tv)/(?P<id>[\w-]+){_REST}",
                f"{INSTAGRAM}/{{kind}}/{{id}}/",
            ),
        ),
    ),
    "youtube": PostAddresses(
        "YouTube",
        "abra el video y use «Compartir».",
        (
            "youtube.com",
            "www.youtube.com",
            "m.youtube.com",
            "youtu.be",
            "music.youtube.com",
            "studio.youtube.com",
            "www.youtube-nocookie.com",
        ),
        (
            _shape(rf"/{_CODE}", f"{YOUTUBE}/watch?v={{id}}", hosts=SHORT_YOUTUBE),
            _shape(rf"/video/{_CODE}{_REST}", f"{YOUTUBE}/watch?v={{id}}", hosts=STUDIO),
            _shape(rf"/shorts/{_CODE}{_REST}", f"{YOUTUBE}/shorts/{{id}}"),
            _shape(rf"/(?:live|embed|v|e|watch)/{_CODE}{_REST}", f"{YOUTUBE}/watch?v={{id}}"),
            _shape(r".*", f"{YOUTUBE}/watch?v={{v}}", "v"),
        ),
        asked_at="https://www.youtube.com/oembed?format=json&url={url}",
    ),
    "tiktok": PostAddresses(
        "TikTok",
        "abra el video y use «Compartir» → «Copiar enlace».",
        ("tiktok.com", "www.tiktok.com", "m.tiktok.com", *SHORT_TIKTOK),
        (
            _shape(r"/(?P<id>[A-Za-z0-9]{6,})", "https://{host}/{id}/", hosts=SHORT_TIKTOK),
            _shape(r"/t/(?P<id>[A-Za-z0-9]{6,})", f"{TIKTOK}/t/{{id}}/"),
            _shape(
                rf"/@(?P<who>[\w.]*)/(?P<kind>video|photo)/(?P<id>\d+){_REST}",
                f"{TIKTOK}/@{{who}}/{{kind}}/{{id}}",
            ),
            _shape(
                r"/(?:embed(?:/v\d)?|player/v1|v)/(?P<id>\d+)(?:\.html)?",
                f"{TIKTOK}/@/video/{{id}}",
            ),
        ),
        asked_at="https://www.tiktok.com/oembed?url={url}",
    ),
    "x": PostAddresses(
        "X",
        "abra la publicación y use «Copiar enlace».",
        (
            "x.com",
            "www.x.com",
            "mobile.x.com",
            "twitter.com",
            "www.twitter.com",
            "mobile.twitter.com",
            "m.twitter.com",
        ),
        (
            _shape(
                rf"/(?P<who>i/web|\w{{1,15}})/status(?:es)?/(?P<id>\d+){_REST}",
                "https://x.com/{who}/status/{id}",
            ),
        ),
        asked_at="https://publish.x.com/oembed?omit_script=1&url={url}",
    ),
}
"""By the name of each network that is not our own page."""


def whole_link(url: str) -> str:
    """Return an address with its beginning, which some browsers do not show."""
    scheme, mark, rest = pasted_address(url).partition("://")
    host, slash, path = rest.partition("/")
    # The same page in another language, or for telephones.
    host = "www.facebook.com" if _FACEBOOK.fullmatch(host.lower()) else host
    return f"{scheme}{mark}{host}{slash}{path}"
