"""Specs as the studio's page sends them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.test import Client

from generation.models import Family

PAGE = UUID("11111111-2222-4333-8444-555555555555")
SPEC = {
    "page": str(PAGE),
    "sex": "boy",
    "age_years": "7.5",
    "dominance": "-0.25",
    "expression": "smiling",
    "seed": "41",
    "from_eyes": "b",
}


def preview(client: Client, family: Family, **changes: str) -> Any:
    return client.post(f"/families/{family.pk}/studio/preview/", {**SPEC, **changes})


def picture_of(family: Family, page: UUID = PAGE) -> str:
    return f"/families/{family.pk}/studio/pictures/{page}/"
