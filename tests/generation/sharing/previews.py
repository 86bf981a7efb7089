"""Previews of a link as messengers and social networks make them, each by the rules that it publishes."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from PIL import Image

# Where nothing is published: the least that another service names.
LEAST_PAGE_BYTES, LEAST_IMAGE_BYTES = 32_768, 600_000
MAX_REDIRECTS = 3
OPEN_GRAPH = {
    "title": ("og:title", "<title>"),
    "description": ("og:description", "description"),
    "image": ("og:image",),
}
X_FIRST = {
    "title": ("twitter:title", "og:title", "<title>"),
    "description": ("twitter:description", "og:description", "description"),
    "image": ("twitter:image", "og:image"),
}


@dataclass(frozen=True, kw_only=True)
class Service:
    """tags: which it reads, the first that is there. page_bytes: so much of a page is read. smallest: width and height
    below which an image is not shown. ratio: of width to height, at most.
    """

    agent: str
    tags: Mapping[str, tuple[str, ...]]
    page_bytes: int = LEAST_PAGE_BYTES
    image_bytes: int = LEAST_IMAGE_BYTES
    smallest: tuple[int, int] = (200, 200)
    largest: tuple[int, int] = (4096, 4096)
    ratio: float = 2.0
    types: tuple[str, ...] = ("image/jpeg", "image/png", "image/webp", "image/gif")
    headers: Mapping[str, str] = field(default_factory=dict)
    obeys_robots: bool = True


SERVICES = {
    # developers.facebook.com/docs/sharing/webmasters, crawler and images: the first megabyte; 8 MB; gzip and deflate.
    # What is smaller than `smallest` is shown as a small square.
    "Facebook": Service(
        agent="facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        tags=OPEN_GRAPH,
        page_bytes=1_000_000,
        image_bytes=8_000_000,
        smallest=(600, 315),
        headers={"Accept-Encoding": "deflate, gzip", "Range": "bytes=0-524287"},
    ),
    # developer.x.com/cards/markup and the page on large images. Without twitter:card there is no large one.
    "X": Service(
        agent="Twitterbot/1.0",
        tags={**X_FIRST, "card": ("twitter:card",)},
        image_bytes=5_000_000,
        smallest=(300, 157),
    ),
    # developers.kakao.com, its questions and answers on sharing: 5 MB. It calls itself Facebook's too.
    "KakaoTalk": Service(
        agent="facebookexternalhit/1.1; kakaotalk-scrap/1.0; +https://devtalk.kakao.com/t/scrap/33984",
        tags=OPEN_GRAPH,
        image_bytes=5_000_000,
    ),
    # developers.facebook.com/docs/whatsapp/link-previews: tags within 300 KB; images under 600 KB, from 300 pixels, at
    # most four times as wide as high. It asks from the sender's phone.
    "WhatsApp": Service(
        agent="WhatsApp/2.24.20.89 A",
        tags=OPEN_GRAPH,
        page_bytes=300_000,
        image_bytes=599_999,
        smallest=(300, 1),
        ratio=4.0,
    ),
    # api.slack.com/robots and the page on unfurling: so much as a range, X's tags before others, robots.txt not asked.
    "Slack": Service(
        agent="Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        tags=X_FIRST,
        headers={"Range": "bytes=0-32768"},
        obeys_robots=False,
    ),
    # Publishes no numbers.
    "Telegram": Service(agent="TelegramBot (like TwitterBot)", tags=OPEN_GRAPH),
}


class Preview(NamedTuple):
    title: str
    description: str
    image_url: str
    image: bytes


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    content: bytes


# Takes an absolute address, the method and the headers.
Ask = Callable[[str, str, Mapping[str, str]], Answer]


def preview_by(service: Service, ask: Ask, address: str) -> Preview | None:
    """Returns what the service shows beside an address; None where it shows the bare address. Raises AssertionError for
    a page or a picture that it would refuse.
    """
    headers = {"User-Agent": service.agent, **service.headers}
    if not _may_ask(service, ask, address):
        return None
    page, _found_at = _followed(ask, address, headers)
    if page.status not in {200, 206}:
        return None
    found = _Tags.of(page, service.page_bytes)
    told = {what: next((found[tag] for tag in tags if found.get(tag)), "") for what, tags in service.tags.items()}
    if not told["title"]:
        return None
    if "card" in told:
        assert told["card"] == "summary_large_image"
    return Preview(told["title"], told["description"], told["image"], _image(service, ask, told["image"], headers))


def _image(service: Service, ask: Ask, address: str, headers: Mapping[str, str]) -> bytes:
    assert urlsplit(address).scheme in {"http", "https"}, f"not absolute: {address!r}"
    assert urlsplit(address).netloc
    assert _may_ask(service, ask, address)
    head = ask(address, "HEAD", headers)
    answer, found_at = _followed(ask, address, headers)
    assert found_at == address
    assert answer.status in {200, 206}
    assert (head.status, head.content) == (200, b"")
    for name in ("Content-Type", "Content-Length"):
        assert head.headers[name] == answer.headers[name]
    assert answer.headers["Content-Type"] in service.types
    assert int(answer.headers["Content-Length"]) == len(answer.content) <= service.image_bytes
    assert answer.headers.get("Content-Encoding", "gzip") in {"gzip", "deflate"}
    with Image.open(io.BytesIO(answer.content)) as image:
        width, height = image.size
    assert all(least <= side for least, side in zip(service.smallest, (width, height), strict=True))
    assert all(side <= most for side, most in zip((width, height), service.largest, strict=True))
    assert width / height <= service.ratio
    return answer.content


def _may_ask(service: Service, ask: Ask, address: str) -> bool:
    if not service.obeys_robots:
        return True
    robots = ask(urljoin(address, "/robots.txt"), "GET", {"User-Agent": service.agent})
    if robots.status != 200:
        return True
    rules = RobotFileParser()
    rules.parse(robots.content.decode().splitlines())
    return rules.can_fetch(service.agent.split("/")[0], address)


def _followed(ask: Ask, address: str, headers: Mapping[str, str]) -> tuple[Answer, str]:
    """Asks without cookies, which no service keeps from one address to the next."""
    for _ in range(1 + MAX_REDIRECTS):
        answer = ask(address, "GET", headers)
        if answer.status not in {301, 302, 303, 307, 308}:
            return answer, address
        address = urljoin(address, answer.headers["Location"])
    raise AssertionError(f"more than {MAX_REDIRECTS} redirects: {address}")


class _Tags(HTMLParser):
    """The tags of a page, the first of each name, by either of the attributes that pages name them with."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._in_title = False

    @classmethod
    def of(cls, page: Answer, num_bytes: int) -> dict[str, str]:
        media_type, _, charset = page.headers["Content-Type"].partition("; charset=")
        assert media_type == "text/html"
        # Who asks for the file alone, without its headers, reads this.
        assert f'charset="{charset}"'.encode() in page.content[:1024]
        parser = cls()
        parser.feed(page.content[:num_bytes].decode(charset, errors="strict"))
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said: dict[str, Any] = dict(attrs)
        if tag == "meta" and (name := said.get("property") or said.get("name")):
            self.found.setdefault(name, said.get("content") or "")
        self._in_title = tag == "title"

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.found.setdefault("<title>", " ".join(data.split()))
