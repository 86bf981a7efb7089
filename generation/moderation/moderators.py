"""Who is a moderator at this moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from accounts.models import User
from accounts.users import is_suspended

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

GROUP = "Moderators"


def moderators() -> QuerySet[User]:
    """Returns the accounts that may moderate now: none that is closed or suspended."""
    return User.objects.filter(groups__name=GROUP, is_active=True).exclude(is_suspended())


def is_moderator(user: User | AnonymousUser) -> bool:
    return user.is_authenticated and moderators().filter(pk=user.pk).exists()
