"""Names of folders in an archive: recognisable for people, unique, and short enough for every system to unpack.

A letter of Hangul has three bytes, and some file systems take no more than 143 for a name.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.text import slugify
from django.utils.timezone import localtime

from accounts.models import Person
from generation.models import Child, Family

NAME_BYTES = 90  # with the mark and hyphens, a folder's name has 100 at most


def folder_of_person(person: Person) -> str:
    return f"people/{_slug(person, NAME_BYTES)}{_mark(person.pk)}"


def folder_of_family(family: Family) -> str:
    names = [_slug(parent, NAME_BYTES // 2) for parent in (family.parent_a, family.parent_b)]
    return f"families/{''.join(names)}{_mark(family.pk)}"


def name_of_child(child: Child) -> str:
    return f"{localtime(child.created_at):%Y-%m-%d}-{child.sex}-{child.age_years:g}-{_mark(child.pk)}"


def _slug(person: Person, most_bytes: int) -> str:
    """Returns a slug of so many bytes at most and a hyphen behind it; empty for a name without letters and digits."""
    whole = slugify(person.name, allow_unicode=True).encode()
    slug = whole[:most_bytes].decode(errors="ignore").rstrip("-_")
    return f"{slug}-" if slug else ""


def _mark(pk: UUID) -> str:
    return pk.hex[:8]
