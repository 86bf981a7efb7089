"""The page that the switch of languages leads to."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import QueryDict

register = template.Library()


@register.simple_tag(takes_context=True)
def this_page(context: template.Context) -> str:
    """Returns the address that shows this page again.

    After a form it is the form's own, with the page that the form would have led to. A view at an address for forms
    alone names the page that it answers with, as `shown_at`.
    """
    request: Any = context["request"]
    way_on = request.POST.get(REDIRECT_FIELD_NAME)
    if context.get("shown_at"):
        return str(context["shown_at"])
    if not way_on or REDIRECT_FIELD_NAME in request.GET:
        return str(request.get_full_path())
    query = QueryDict(request.META["QUERY_STRING"], mutable=True)
    query[REDIRECT_FIELD_NAME] = way_on
    return f"{request.path}?{query.urlencode(safe='/')}"
