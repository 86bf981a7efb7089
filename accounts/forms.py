"""allauth's forms, taking as long for an address that has an account as for one that has none."""

from __future__ import annotations

import copy
from typing import Any
from uuid import uuid4

from allauth.account.forms import ResetPasswordForm as BaseResetPasswordForm
from allauth.account.forms import SignupForm
from allauth.account.models import EmailAddress
from allauth.account.utils import has_verified_email
from django.db import transaction
from django.http import HttpRequest

from accounts.users import User


class SignUpForm(SignupForm):
    def try_save(self, request: HttpRequest) -> Any:
        if self.account_already_exists:
            self._spend_an_account(request)
        return super().try_save(request)

    def _spend_an_account(self, request: HttpRequest) -> None:
        """Does what is done for a newcomer, above all the password's hash, and rolls it back."""
        nobody = copy.copy(self)
        nobody.account_already_exists = False
        nobody.cleaned_data = {**self.cleaned_data, "email": f"{uuid4()}@nowhere.invalid"}
        with transaction.atomic():
            user = nobody.save(request)
            has_verified_email(user, user.email)
            for _look in range(2):
                EmailAddress.objects.get_for_user(User.objects.get(pk=user.pk), user.email)
            transaction.set_rollback(True)


class ResetPasswordForm(BaseResetPasswordForm):
    def save(self, request: HttpRequest, **kwargs: Any) -> Any:
        if not self.users:
            spend_a_token()
        return super().save(request, **kwargs)


def spend_a_token() -> None:
    """A token for a new password looks twice for the account's addresses."""
    addresses = EmailAddress.objects.filter(user_id=uuid4())
    addresses.exists()
    list(addresses.values_list("email", flat=True))
