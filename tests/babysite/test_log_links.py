"""No line of the log holds a link that opens something, right or mangled, wherever it came from."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from babysite.log_lines import DiscreetFormatter
from babysite.log_links import without_links

MARKER = "kq7Zx0vWmarkeR"
TOKEN = f"AbC_-9{MARKER}.DeF{MARKER}"
# Names of parameters that open something.
SECRET = re.compile(r"(?:<str:|\?P<)(\w*token|reference|key)>")


def routes(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern, route)


def address_of(route: str) -> str:
    """Fills in the secrets of a route."""
    route = re.sub(r"<str:(?:\w*token|reference)>|\(\?P<key>[^/]*\)", TOKEN, route)
    route = re.sub(r"\(\?P<uidb36>[^)]*\)", f"1{MARKER}", route)
    route = re.sub(r"<uuid:\w+>", "0b0e7f0e-8f7c-4a59-9a53-0f6e4f5f0c11", route)
    return re.sub(r"<\w+:\w+>", "1", route).replace("^", "").replace("$", "")


ADDRESSES = sorted({address_of(route) for route in routes(get_resolver()) if SECRET.search(route)})
MANGLED: dict[str, Callable[[str], str]] = {
    "right": str,
    "one character more": lambda link: link.replace(TOKEN, f"{TOKEN}9"),
    "one character less": lambda link: link.replace(TOKEN, TOKEN[:-1]),
    "no point": lambda link: link.replace(TOKEN, TOKEN.replace(".", "")),
    "a space within": lambda link: link.replace(TOKEN, TOKEN.replace(".", " .")),
    "a slash within": lambda link: link.replace(TOKEN, TOKEN.replace(".", "/.")),
    "a line feed within": lambda link: link.replace(TOKEN, TOKEN.replace(".", "%0a.")),
    "nothing after it": lambda link: link[: link.index(TOKEN) + len(TOKEN)],
    "a sentence's end": lambda link: f"{link}).",
    "encoded": lambda link: quote(link, safe=""),
    "encoded letter by letter": lambda link: "".join(f"%{ord(letter):02x}" for letter in link),
    "encoded twice": lambda link: quote(quote(link, safe=""), safe=""),
    "in capitals": str.upper,
    "two slashes": lambda link: link.replace("/", "//"),
    "as where to go on": lambda link: f"/accounts/login/?next={quote(link)}",
    "a whole address": lambda link: f"https://site.example{link}",
}


@pytest.fixture
def lines() -> Iterator[list[str]]:
    (handler,) = (handler for handler in logging.getLogger().handlers if type(handler) is logging.StreamHandler)
    written: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(handler.format(record))

    kept = Kept()
    logging.getLogger().addHandler(kept)
    yield written
    logging.getLogger().removeHandler(kept)


def test_the_routes_with_a_secret_are_known() -> None:
    heads = {address.partition(TOKEN)[0].partition("1" + MARKER)[0] for address in ADDRESSES}
    assert heads == {
        "/invitations/",
        "/s/",
        "/report/",
        "/accounts/two-step/first/",
        "/accounts/confirm-email/",
        "/accounts/password/reset/key/",
    }


@pytest.mark.parametrize("mangle", MANGLED.values(), ids=MANGLED)
def test_no_form_of_a_link_gets_into_a_line(mangle: Callable[[str], str]) -> None:
    for address in ADDRESSES:
        for line in (f"Not Found: {mangle(address)}", f"Referer checking failed - {mangle(address)} is not trusted."):
            assert MARKER.lower() not in without_links(line).lower(), line


def test_no_answer_of_the_site_logs_one(lines: list[str], db: Any, settings: Any) -> None:
    settings.KNOWN_HOSTS = [*settings.KNOWN_HOSTS, ("testserver", 443)]
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    for address in ADDRESSES:
        for mangle in (str, str.upper, MANGLED["encoded"], MANGLED["one character more"]):
            client.get(mangle(address))
            client.post("/accounts/login/", headers={"referer": f"https://site.example{mangle(address)}"}, secure=True)
    assert any("Referer" in line for line in lines)
    assert MARKER.lower() not in "".join(lines).lower()


def test_a_traceback_quotes_none() -> None:
    try:
        raise ValueError(ADDRESSES[0])
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "It failed", (), (ValueError, error, error.__traceback__))
    line = DiscreetFormatter().format(record)
    assert "ValueError: " in line
    assert MARKER not in line


@pytest.mark.parametrize(
    "line",
    [
        "Not Found: /families/1/",
        'File "/srv/site/generation/invitations/views.py", line 3, in show_invitation',
        "TemplateDoesNotExist: /srv/site/templates/invitations/panel.html",
        "Not Found: /100%25/%41",
        "Not Found: /people/0b0e7f0e/invitation",
    ],
)
def test_everything_else_stays(line: str) -> None:
    assert without_links(f"first\n{line}\nlast") == f"first\n{line}\nlast"


def test_a_decoded_line_is_no_two_lines() -> None:
    assert without_links("Not Found: /a%0a2026 ERROR: forged%2finvitations%2fx") == (
        "Not Found: /a 2026 ERROR: forged/invitations/…"
    )
