from __future__ import annotations

import pytest

from accounts.templatetags.browsers import describe_browser

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
KNOWN = {
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0 Safari/537.36": "Chrome · Windows",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0 Safari/537.36 Edg/140.0": "Edge · Windows",
    f"Mozilla/5.0 (Linux; Android 15; SM-S931N) {WEBKIT} SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36": (
        "Samsung Internet · Android"
    ),
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1": (
        "Safari · iPhone"
    ),
    "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0": "Firefox · Linux",
}


@pytest.mark.parametrize("user_agent", KNOWN)
def test_a_browser_and_its_machine_are_named(user_agent: str) -> None:
    assert describe_browser(user_agent) == KNOWN[user_agent]


@pytest.mark.parametrize("user_agent", ["", "curl/8.5.0", "<script>"])
def test_what_is_not_known_stays_as_it_is(user_agent: str) -> None:
    assert describe_browser(user_agent) == user_agent
