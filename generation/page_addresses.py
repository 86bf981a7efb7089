"""Addresses of pages about one row, for pages that name many."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.urls import reverse

_ANY_ID = UUID(int=0)


def page_address(view: str, pk: UUID) -> str:
    """Returns what `reverse` does for a view with one id. A list of sixty children asks for a hundred and twenty."""
    before, after = _around_the_id(view)
    return f"{before}{pk}{after}"


@cache
def _around_the_id(view: str) -> tuple[str, str]:
    before, _, after = reverse(view, args=[_ANY_ID]).partition(str(_ANY_ID))
    return before, after
