"""Moderators, who see jobs by id: no faces, names or owners."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from accounts.models import User

GROUP = "Moderators"
# Looked at in the admin, whose pages show states, counts and ids.
MAY_VIEW = [("generation", "job")]


@transaction.atomic
def make_moderator(user: User) -> None:
    group, _is_new = Group.objects.get_or_create(name=GROUP)
    group.permissions.set(
        [Permission.objects.get(content_type__app_label=app, codename=f"view_{model}") for app, model in MAY_VIEW]
    )
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    user.groups.add(group)
