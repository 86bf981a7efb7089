"""The page from which somebody came to a form, named by it as `next`."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request: HttpRequest, default: str) -> str:
    """Returns the page of this site that the form or its address names, else the default."""
    named = request.POST.get("next") or request.GET.get("next", "")
    is_here = named.startswith("/") and url_has_allowed_host_and_scheme(named, allowed_hosts=None)
    return named if is_here else default
