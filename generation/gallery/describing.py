"""What an owner says of children: what each is called, a note, and which are favourites."""

from __future__ import annotations

from collections.abc import Iterable

from generation.models import Child


def describe_child(child: Child, *, name: str, note: str) -> None:
    """Names a child of the owner's, or takes its name away."""
    child.name, child.note = name, note
    Child.objects.filter(pk=child.pk).update(encrypted_name=child.encrypted_name, encrypted_note=child.encrypted_note)


def mark_favourites(children: Iterable[Child], *, are_favourites: bool) -> list[Child]:
    """Returns those that were marked otherwise before."""
    changed = [child for child in children if child.is_favourite != are_favourites]
    Child.objects.filter(pk__in=[child.pk for child in changed]).update(is_favourite=are_favourites)
    return changed
