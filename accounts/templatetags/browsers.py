"""Names of browsers in a few words that their owner knows. Unknown ones stay as they are."""

from __future__ import annotations

from django import template

register = template.Library()

# The first that is found counts: most call themselves by several names.
BROWSERS = {
    "KAKAOTALK": "KakaoTalk",
    "NAVER(": "Naver",
    "Whale/": "Whale",
    "SamsungBrowser/": "Samsung Internet",
    "Edg": "Edge",
    "OPR/": "Opera",
    "FxiOS/": "Firefox",
    "Firefox/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
MACHINES = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}


@register.filter
def describe_browser(user_agent: str) -> str:
    words = [_first_found(BROWSERS, user_agent), _first_found(MACHINES, user_agent)]
    return " · ".join(word for word in words if word) or user_agent


def _first_found(names: dict[str, str], user_agent: str) -> str:
    return next((name for mark, name in names.items() if mark in user_agent), "")
