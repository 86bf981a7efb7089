"""What counts as somebody who looked at a link: a browser that fetched the first picture, for a person to see."""

from __future__ import annotations

import re

from django.http import HttpRequest

# Messengers, social networks, search engines, and programs that fetch previews call themselves so.
BOTS = re.compile(
    r"bot\b|bot/|crawl|spider|preview|facebookexternalhit|facebookcatalog|kakaotalk-scrap|whatsapp|telegram|slack|"
    r"discord|skype|embed|curl|wget|python|httpclient|okhttp|go-http|java/|headless",
    re.IGNORECASE,
)
# In-app browsers name their app too, and are people.
PEOPLE = re.compile(r"KAKAOTALK \d|FBAN/|FBAV/|Instagram |Line/", re.IGNORECASE)


def is_by_a_person(request: HttpRequest) -> bool:
    """Returns False for a prefetch, a HEAD, a later part of a file and what calls itself a program."""
    if request.method != "GET" or _is_ahead_of_time(request):
        return False
    agent = request.headers.get("User-Agent", "")
    return bool(agent) and (bool(PEOPLE.search(agent)) or not BOTS.search(agent))


def _is_ahead_of_time(request: HttpRequest) -> bool:
    said = " ".join(request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"))
    return "prefetch" in said.lower() or "preview" in said.lower()
