"""allauth's forms, taking as long for an address that has an account as for one that has none."""

from __future__ import annotations

import copy
from typing import Any
from uuid import uuid4

from allauth.account.forms import ChangePasswordForm as BaseChangePasswordForm
from allauth.account.forms import LoginForm, SignupForm
from allauth.account.forms import ResetPasswordForm as BaseResetPasswordForm
from allauth.account.forms import ResetPasswordKeyForm as BaseResetPasswordKeyForm
from allauth.account.forms import SetPasswordForm as BaseSetPasswordForm
from allauth.account.models import EmailAddress
from allauth.account.utils import has_verified_email
from allauth.socialaccount.forms import SignupForm as BaseOtherAccountForm
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from accounts.addresses import clean_address, spell_address
from accounts.advisory_locks import hold_address
from accounts.users import User


class HeldAddress:
    """A mixin that holds the address before it is looked up: of two who sign up with it at once, the second finds an
    account, whether there was one before or the first has just made it. Its view is one transaction."""

    def validate_unique_email(self, value: str) -> str:
        hold_address(value)
        address: str = super().validate_unique_email(value)  # type: ignore[misc]  # of the form it is mixed into
        return address


class NewPassword:
    """A mixin that lets the browser say that a password is too short: once it was sent, its field comes back empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].widget.attrs["minlength"] = settings.MIN_PASSWORD_LENGTH  # type: ignore[attr-defined]


class SignUpForm(NewPassword, HeldAddress, SignupForm):
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


class OtherAccountForm(HeldAddress, BaseOtherAccountForm):
    """The form for signing up with an account of another site."""


class SignInForm(LoginForm):
    def clean_login(self) -> str:
        return spell_address(super().clean_login())


class ChangePasswordForm(NewPassword, BaseChangePasswordForm):
    pass


class SetPasswordForm(NewPassword, BaseSetPasswordForm):
    pass


class ResetPasswordKeyForm(NewPassword, BaseResetPasswordKeyForm):
    pass


class ResetPasswordForm(BaseResetPasswordForm):
    def clean_email(self) -> str:
        """Spells the address before allauth looks for it: the link goes to this very one."""
        self.cleaned_data["email"] = clean_address(self.cleaned_data["email"])
        return str(super().clean_email())

    def save(self, request: HttpRequest, **kwargs: Any) -> Any:
        if not self.users:
            spend_a_token()
        return super().save(request, **kwargs)


def spend_a_token() -> None:
    """A token for a new password looks twice for the account's addresses."""
    addresses = EmailAddress.objects.filter(user_id=uuid4())
    addresses.exists()
    list(addresses.values_list("email", flat=True))
