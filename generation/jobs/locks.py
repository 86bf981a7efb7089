"""The one order in which rows are locked, lest two requests, or a request and a worker, wait for each other: an account
that is closed, families, jobs, a portrait, people, the ledger, and the audit last; of each kind, by id.

A worker locks its own job first, then a portrait. What may be passed over is locked with `skip_locked`, and waits for
nobody.
"""

from __future__ import annotations

from django.db.models import QuerySet

from generation.models import Family, Job


def lock_families(families: QuerySet[Family]) -> list[Family]:
    """Locks families and their jobs until the transaction ends: no job is added, no worker stores anything, and nobody
    erases them.
    """
    # no_key: who refers to a family, as a preview does, need not wait.
    rows = list(families.select_for_update(of=("self",), no_key=True).order_by("pk"))
    list(Job.objects.select_for_update().filter(family__in=rows).order_by("pk").values_list("pk"))
    return rows
