"""Querysets that are put together once, where Django takes longer for that than the database to answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import QuerySet


def once_per_thread(make: Callable[[], QuerySet[Any]]) -> Callable[[], QuerySet[Any]]:
    """Keeps a queryset that depends on nothing, and returns a fresh copy at each call.

    Copies share the subqueries, which count references while they are compiled: threads would disturb one another.
    """
    kept = threading.local()

    @wraps(make)
    def copy() -> QuerySet[Any]:
        kept_queryset: QuerySet[Any] | None = getattr(kept, "queryset", None)
        if kept_queryset is None:
            kept_queryset = kept.queryset = make()
        return kept_queryset.all()

    return copy
