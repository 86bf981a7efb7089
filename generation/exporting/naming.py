"""Names of folders in an archive: recognisable for people, and unique."""

from __future__ import annotations

from uuid import UUID

from django.utils.text import slugify

from accounts.models import Person
from generation.models import Child, Family


def folder_of_person(person: Person) -> str:
    return f"people/{_slug(person)}{_mark(person.pk)}"


def folder_of_family(family: Family) -> str:
    return f"families/{_slug(family.parent_a)}{_slug(family.parent_b)}{_mark(family.pk)}"


def name_of_child(child: Child) -> str:
    return f"{child.created_at:%Y-%m-%d}-{child.sex}-{child.age_years:g}-{_mark(child.pk)}"


def _slug(person: Person) -> str:
    """Returns a slug with a hyphen behind it; empty for a name without letters and digits."""
    slug = slugify(person.name, allow_unicode=True)
    return f"{slug}-" if slug else ""


def _mark(pk: UUID) -> str:
    return pk.hex[:8]
