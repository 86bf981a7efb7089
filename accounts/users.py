"""Accounts: who signs in, named by an e-mail address."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from accounts.addresses import STORED, AddressField, clean_address


def is_suspended(account: str = "") -> Q:
    """Returns a condition on the account that `account` leads to, such as `family__owner`; empty for accounts."""
    prefix = f"{account}__" if account else ""
    has_no_end_or_a_later_one = Q(**{f"{prefix}suspended_until": None}) | Q(**{f"{prefix}suspended_until__gt": Now()})
    return Q(**{f"{prefix}suspended_at__isnull": False}) & has_no_end_or_a_later_one


class UserManager(BaseUserManager["User"]):
    """Accounts are named by their e-mail address, however it is spelled."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        if not email:
            raise ValueError("An account needs an e-mail address. Received: an empty one.")
        user = self.model(email=clean_address(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})


class User(AbstractUser):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = AddressField(_("e-mail address"), unique=True)
    # None: made on the command line, or before it was asked for.
    adult_declared_at = models.DateTimeField(_("declared to be an adult"), null=True, editable=False)
    # When they were last told that an account which nobody uses will be closed. Void once they signed in after that.
    idle_warned_at = models.DateTimeField(null=True, editable=False)

    # Since then, and until when, a moderator has suspended the account; until null: without an end.
    suspended_at = models.DateTimeField(null=True, editable=False)
    suspended_until = models.DateTimeField(null=True, editable=False)

    objects = UserManager()  # type: ignore[assignment,misc]

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        # Two accounts whose address differs only in its spelling would read each other's mail.
        constraints = [
            models.UniqueConstraint(Lower("email"), name="account_email_is_unique_whatever_its_capitals"),
            models.CheckConstraint(condition=models.Q(email__regex=STORED), name="account_email_has_one_spelling"),
        ]

    def is_suspended_now(self) -> bool:
        """Tells whether the account is suspended, by the database's clock, which is asked only of those that were."""
        return self.suspended_at is not None and User.objects.filter(is_suspended(), pk=self.pk).exists()

    def get_full_name(self) -> str:
        return self.email

    def get_short_name(self) -> str:
        return self.email
