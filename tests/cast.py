"""The cast of every test: Alice owns what the tests make, Bob is the other parent, Charlie must never see it."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator
    from django.test import Client

    from accounts.models import User

PASSWORD = "correct horse battery"
# Of accounts: older than new ones that may not share yet.
AGE = timedelta(days=2)
# Argon2 is slow on purpose. Tests about it take the site's own hashers instead.
QUICK_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def alice(db: None) -> User:
    return _account("alice@example.org")


@pytest.fixture
def bob(db: None) -> User:
    return _account("bob@example.org")


@pytest.fixture
def charlie(db: None) -> User:
    return _account("charlie@example.org")


@pytest.fixture
def staff(db: None) -> User:
    """An account that may enter the admin, and has no right to anything there."""
    return _account("staff@example.org", is_staff=True)


@pytest.fixture
def moderator(db: None) -> User:
    """A moderator who has a second step. `signed_in` uses it."""
    from generation.moderation.roles import make_moderator

    user = _account("moderator@example.org")
    make_moderator(user)
    add_second_step(user)
    return user


@pytest.fixture
def alice_client(alice: User) -> Client:
    return signed_in(alice)


@pytest.fixture
def charlie_client(charlie: User) -> Client:
    return signed_in(charlie)


def signed_in(user: User) -> Client:
    """Signs in with the second step, where the account has one."""
    from allauth.mfa.models import Authenticator
    from django.test import Client

    client = Client()
    client.force_login(user)
    for factor in Authenticator.objects.filter(user=user):
        use_second_step(client, factor)
    return client


def add_second_step(user: User, kind: str = "totp") -> Authenticator:
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.create(user=user, type=kind, data={})


def use_second_step(client: Client, factor: Authenticator, *, hours_ago: float = 0) -> None:
    """Leaves in the session what signing in with this factor would have."""
    from allauth.account.internal.userkit import user_id_to_str

    session = client.session
    record = {"method": "mfa", "at": time.time() - hours_ago * 3600, "id": factor.pk, "type": factor.type}
    session["account_authentication_methods"] = [record]
    session["account_authentication_methods_user"] = user_id_to_str(factor.user)
    session.save()


def _account(email: str, **fields: Any) -> User:
    from django.utils import timezone

    from accounts.models import User

    return User.objects.create_user(email, PASSWORD, **{"date_joined": timezone.now() - AGE, **fields})
