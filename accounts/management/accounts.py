from __future__ import annotations

from django.core.management.base import CommandError

from accounts.models import User


def get_account(email: str) -> User:
    """Returns the account that a command was told. Raises CommandError."""
    try:
        return User.objects.get_by_natural_key(email)
    except User.DoesNotExist as error:
        raise CommandError(f"Expected an account's email address. Received: {email!r}.") from error
