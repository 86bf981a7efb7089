"""Where a link can be sent: the addresses at which each service takes one. Nothing is asked of any before a press."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.utils.translation import gettext as _


@dataclass(frozen=True, kw_only=True)
class Place:
    name: str
    url: str


def places_for(address: str) -> list[Place]:
    link, words = quote(address, safe=""), quote(_("Somebody imagined a child for you:"), safe="")
    return [
        Place(name="X", url=f"https://twitter.com/intent/tweet?url={link}"),
        Place(name="Facebook", url=f"https://www.facebook.com/sharer/sharer.php?u={link}"),
        Place(name="Threads", url=f"https://www.threads.net/intent/post?text={link}"),
        Place(name="LINE", url=f"https://social-plugins.line.me/lineit/share?url={link}"),
        Place(name="WhatsApp", url=f"https://wa.me/?text={words}%20{link}"),
        Place(name="Telegram", url=f"https://t.me/share/url?url={link}&text={words}"),
        Place(name=_("Email"), url=f"mailto:?subject={words}&body={link}"),
    ]
