"""Who becomes a moderator, and who is one no longer."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from generation.models import AuditAct
from generation.moderation.audit import note
from generation.moderation.claims import release_all_of
from generation.moderation.moderators import GROUP, moderators

# Moderators who are staff look at these in the admin, whose pages show states, counts and ids.
MAY_VIEW = [("generation", "job")]


class LastModerator(Exception):
    """Without this moderator nobody would decide about reports."""


def get_appointed() -> QuerySet[User]:
    """Returns everybody who was made a moderator, also those who may not moderate now."""
    return User.objects.filter(groups__name=GROUP).order_by("email")


@transaction.atomic
def make_moderator(user: User, *, by: User | None = None) -> None:
    """by: the operator; None on the command line."""
    group, _is_new = Group.objects.get_or_create(name=GROUP)
    group.permissions.set(
        [Permission.objects.get(content_type__app_label=app, codename=f"view_{model}") for app, model in MAY_VIEW]
    )
    if user.groups.filter(pk=group.pk).exists():
        return
    user.groups.add(group)
    note(AuditAct.MODERATOR_MADE, actor_id=by.pk if by else None, subject_id=user.pk)


@transaction.atomic
def remove_moderator(user: User, *, by: User | None = None, even_the_last: bool = False) -> bool:
    """Ends a moderator's rights and gives back the cases that they have. Returns False if they were none.

    Raises LastModerator, unless that is known.
    """
    group = Group.objects.select_for_update().filter(name=GROUP, user=user).first()
    if group is None:
        return False
    if not even_the_last and not moderators().exclude(pk=user.pk).exists():
        raise LastModerator
    user.groups.remove(group)
    release_all_of(user, actor_id=by.pk if by else None)
    note(AuditAct.MODERATOR_REMOVED, actor_id=by.pk if by else None, subject_id=user.pk)
    return True
