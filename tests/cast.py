"""The cast of every test: Alice owns what the tests make, Bob is the other parent, Charlie must never see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User

PASSWORD = "correct horse battery"
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
    from generation.moderators import make_moderator

    user = _account("moderator@example.org")
    make_moderator(user)
    return user


@pytest.fixture
def alice_client(alice: User) -> Client:
    return signed_in(alice)


@pytest.fixture
def charlie_client(charlie: User) -> Client:
    return signed_in(charlie)


def signed_in(user: User) -> Client:
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client


def _account(email: str, **fields: Any) -> User:
    from accounts.models import User

    return User.objects.create_user(email, PASSWORD, **fields)
