"""The addresses of posts: which can be one, and whether one answers."""

import pytest

from integrations.errors import RejectedError
from integrations.permalink_check import PostCheck, check_post_link, look, plain_post_link
from tests.publishing.pages import Pages, served

GOOD = (
    ("facebook", "https://www.facebook.com/reel/1234567890"),
    ("facebook", "https://www.facebook.com/secespslp/videos/1234567890/"),
    ("facebook", "https://www.facebook.com/secespslp/posts/pfbid02abc"),
    ("facebook", "https://www.facebook.com/watch/?v=1234567890"),
    ("facebook", "https://www.facebook.com/permalink.php?story_fbid=pfbid0&id=61"),
    ("facebook", "https://www.facebook.com/share/r/1AbCdEfGh/"),
    ("facebook", "https://m.facebook.com/story.php?story_fbid=1&id=2"),
    ("facebook", "https://fb.watch/aBcDeF123/"),
    ("instagram", "https://www.instagram.com/reel/DAbC_d-1/"),
    ("instagram", "https://www.instagram.com/secesp.slp/reel/DAbC/?igsh=x"),
    ("instagram", "https://instagram.com/p/DAbC"),
    ("youtube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=1"),
    ("youtube", "https://youtu.be/dQw4w9WgXcQ?si=abc"),
    ("youtube", "https://www.youtube.com/shorts/dQw4w9WgXcQ"),
    ("x", "https://x.com/secesp/status/1234567890"),
    ("x", "https://twitter.com/i/web/status/1234567890"),
    ("tiktok", "https://www.tiktok.com/@secesp.slp/video/7303572800042847520"),
    ("tiktok", "https://vm.tiktok.com/ZMhAbC123/"),
)
F, G, Y = "https://www.facebook.com", "https://www.instagram.com", "https://www.youtube.com"
POST_X, POST_Y, POST_I, POST_T = (
    "https://x.com/secesp/status/1",
    f"{Y}/watch?v=dQw4w9WgXcQ",
    f"{G}/reel/DAbC/",
    "https://www.tiktok.com/@secesp.slp/video/7303572800042847520",
)
AS_SHOWN = (
    ("x", POST_X, POST_X),
    ("x", f"{POST_X}/video/1", POST_X),
    ("x", f"{POST_X}/photo/2?s=20&t=AbC", POST_X),
    ("x", f"{POST_X}/analytics", POST_X),
    ("x", "x.com/secesp/status/1/video/1", POST_X),
    ("x", "  https://X.com/secesp/status/1#m ", POST_X),
    ("x", "https://mobile.twitter.com/secesp/statuses/1", POST_X),
    ("x", "https://twitter.com/i/web/status/1", "https://x.com/i/web/status/1"),
    ("youtube", POST_Y, POST_Y),
    ("youtube", "https://youtu.be/dQw4w9WgXcQ?si=abc&t=3", POST_Y),
    ("youtube", f"{POST_Y}&list=PL1&index=2&t=10s&pp=ygU", POST_Y),
    ("youtube", "https://m.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ", POST_Y),
    ("youtube", "https://music.youtube.com/watch?v=dQw4w9WgXcQ", POST_Y),
    ("youtube", f"{Y}/live/dQw4w9WgXcQ?feature=share", POST_Y),
    ("youtube", f"{Y}/embed/dQw4w9WgXcQ", POST_Y),
    ("youtube", "https://studio.youtube.com/video/dQw4w9WgXcQ/edit", POST_Y),
    ("youtube", f"{Y}/shorts/dQw4w9WgXcQ?feature=share", f"{Y}/shorts/dQw4w9WgXcQ"),
    ("instagram", POST_I, POST_I),
    ("tiktok", f"{POST_T}?_r=1&_t=ZM-8x", POST_T),
    ("tiktok", f"tiktok.com/{POST_T.rpartition('com/')[2]}?is_from_webapp=1", POST_T),
    ("tiktok", "https://vt.tiktok.com/ZSabc123?k=1", "https://vt.tiktok.com/ZSabc123/"),
    ("tiktok", "https://www.tiktok.com/t/ZTabc123/", "https://www.tiktok.com/t/ZTabc123/"),
    ("tiktok", "https://m.tiktok.com/v/73035.html", "https://www.tiktok.com/@/video/73035"),
    ("tiktok", "https://www.tiktok.com/embed/v2/73035", "https://www.tiktok.com/@/video/73035"),
    ("instagram", "instagram.com/reels/DAbC", POST_I),
    ("instagram", f"{G}/secesp.slp/reel/DAbC/?utm_source=ig_web_copy_link&igsh=x", POST_I),
    ("instagram", f"{G}/p/DAbC/?img_index=2", f"{G}/p/DAbC/"),
    ("instagram", f"{G}/share/reel/BAbC-1", f"{G}/share/reel/BAbC-1/"),
    ("facebook", f"{F}/reel/123/?s=single_unit&__cft__[0]=x", f"{F}/reel/123"),
    ("facebook", "https://m.facebook.com/reel/123", f"{F}/reel/123"),
    ("facebook", "es-la.facebook.com/secesp/videos/123/?ref=x", f"{F}/secesp/videos/123"),
    ("facebook", f"{F}/secesp/videos/no-contesten/123/", f"{F}/secesp/videos/123"),
    ("facebook", f"{F}/watch/?ref=saved&v=123", f"{F}/watch/?v=123"),
    ("facebook", f"{F}/watch/live/?ref=watch_permalink&v=123", f"{F}/watch/?v=123"),
    ("facebook", f"{F}/photo/?fbid=12&set=a.1", f"{F}/photo/?fbid=12"),
    ("facebook", f"{F}/groups/9/permalink/12/", f"{F}/groups/9/posts/12"),
    (
        "facebook",
        "https://m.facebook.com/story.php?story_fbid=pfbid0&id=61&mibextid=x",
        f"{F}/permalink.php?story_fbid=pfbid0&id=61",
    ),
    ("facebook", "https://fb.watch/aBcDeF123/?mibextid=x", "https://fb.watch/aBcDeF123/"),
    ("facebook", "https://www.facebook.com/share/1AbCdEfGh/", f"{F}/share/1AbCdEfGh/"),
)
BAD = (
    ("facebook", f"{F}/secespslp?v=info", "no de una publicación"),
    ("instagram", f"{G}/reels/audio/123/", "no de una publicación"),
    ("youtube", "https://studio.youtube.com/channel/UC1", "no de una publicación"),
    ("tiktok", "https://www.tiktok.com/@secesp.slp", "no de una publicación"),
    ("tiktok", "https://vm.tiktok.com/@secesp/video/1", "no de una publicación"),
    ("tiktok", "https://www.tiktok.com/tag/prevencion", "no de una publicación"),
    ("x", "https://x.com/secesp/status/", "no de una publicación"),
    ("x", "secesp/status/1", "no es un enlace"),
    ("x", "javascript:alert(1)//x.com/a/status/1", "no es un enlace"),
    ("x", "x.com.evil.example/secesp/status/1", "no es de X"),
    ("facebook", "", "Pegue"),
    ("facebook", "https://www.facebook.com/", "no de una publicación"),
    ("facebook", "https://www.facebook.com/secespslp", "no de una publicación"),
    ("facebook", "https://l.facebook.com/l.php?u=https://evil.example", "no es de Facebook"),
    ("facebook", "https://www.facebook.com.evil.example/reel/1234567890", "no es de Facebook"),
    ("facebook", "http://www.facebook.com/reel/1234567890", "no es un enlace"),
    ("facebook", "https://www.instagram.com/reel/DAbC/", "no es de Facebook"),
    ("facebook", "https://www.facebook.com@evil.example/reel/1", "no es un enlace"),
    ("instagram", "https://www.instagram.com/secesp/", "no de una publicación"),
    ("youtube", "https://www.youtube.com/@secesp", "no de una publicación"),
    ("youtube", "https://www.youtube.com/watch", "no de una publicación"),
    ("x", "https://x.com/secesp", "no de una publicación"),
)


@pytest.fixture
def pages():
    """The networks' own pages."""
    with served() as found:
        yield found


def seen(pages: Pages, path: str) -> PostCheck:
    """Look at a path as if it was Facebook's."""
    return look(f"https://www.facebook.com{path}", "facebook", base_url=pages.url)


@pytest.mark.parametrize(("network", "url"), GOOD)
def test_addresses_that_people_copy_from_a_post_are_taken(network, url):
    check_post_link(url, network)


@pytest.mark.parametrize(("network", "url", "plain"), AS_SHOWN)
def test_an_address_as_the_browser_shows_it_is_told_in_its_plain_form(network, url, plain):
    assert plain_post_link(url, network) == plain
    # What is plain stays so.
    assert plain_post_link(plain, network) == plain


@pytest.mark.parametrize(("network", "url", "words"), BAD)
def test_what_is_no_post_of_the_network_is_refused_with_what_to_do(network, url, words):
    with pytest.raises(RejectedError, match=words):
        check_post_link(url, network)


@pytest.mark.parametrize(
    ("status", "sight"),
    [
        (200, PostCheck.ANSWERS),
        (404, PostCheck.GONE),
        (410, PostCheck.GONE),
        (403, PostCheck.HIDDEN),
        (429, PostCheck.HIDDEN),
        (500, PostCheck.NO_ANSWER),
        (503, PostCheck.NO_ANSWER),
    ],
)
def test_what_an_answer_tells(pages, status, sight):
    pages.answers["/reel/1"] = status

    assert seen(pages, "/reel/1") is sight


def test_a_redirect_is_followed_inside_the_network_only(pages):
    pages.answers |= {
        "/share/r/1": "/reel/1",
        "/reel/1": 200,
        "/reel/2": "/login/?next=x",
        "/reel/3": "https://evil.example/reel/3",
        "/reel/4": "/reel/4",
    }

    assert seen(pages, "/share/r/1") is PostCheck.ANSWERS
    assert seen(pages, "/reel/2") is PostCheck.HIDDEN
    assert seen(pages, "/reel/3") is PostCheck.NO_ANSWER
    assert seen(pages, "/reel/4") is PostCheck.NO_ANSWER
    assert "/login/?next=x" not in pages.asked


def test_who_cannot_be_reached_tells_nothing():
    with served() as pages:
        url = pages.url
    assert look("https://x.com/a/status/1", "x", base_url=url) is PostCheck.NO_ANSWER
