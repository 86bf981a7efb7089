"""The page that asks before links end for good."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from generation.models import ShareLink


def ask_to_end(
    request: HttpRequest, links: Iterable[ShareLink], *, back: str, is_one: bool, is_untold: bool = False
) -> HttpResponse:
    """Says which links would end. is_one: one was named. is_untold: whoever reads it may not know which there are."""
    ending = [] if is_untold else [link for link in links if not link.is_over]
    context = {"ending": ending, "back": back, "is_one": is_one, "is_untold": is_untold}
    return render(request, "sharing/confirm_end.html", context)
