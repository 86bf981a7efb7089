"""Adapters that set how allauth behaves on this site."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import consume
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.addresses import clean_address
from accounts.advisory_locks import hold_address
from accounts.devices import is_known_device, remember_device
from accounts.guessing import note_failure
from accounts.security_log.models import EventKind
from accounts.security_log.services import note, note_rarely
from accounts.users import User
from accounts.visitors import believed_address

# Where allauth's are curt, or its Korean is.
OWN_WORDS = {
    "incorrect_code": _("That code is wrong, or is over. Enter the one that the email or the app shows now."),
    "incorrect_password": _("That password is wrong."),
}

LIMITS = {"too_many_login_attempts", "rate_limited"}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | OWN_WORDS

    def clean_email(self, email: str) -> str:
        return clean_address(super().clean_email(email))

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Notes limits that a form states in a sentence, for every form asks for it here."""
        if code in LIMITS:
            note_rarely(EventKind.LIMIT_HIT, self.request, detail=code)
        error: ValidationError = super().validation_error(code, *args)
        return error

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        super().pre_authenticate(request, **credentials)
        if not self._may_try(request, credentials.get("email", "")):
            raise self.validation_error("too_many_login_attempts")

    def _may_try(self, request: HttpRequest, address: str) -> bool:
        """Limits the guesses from all addresses together, except in a browser that belongs to the account.

        Counts before anything is compared, and takes it back after a success: guesses at once are no more than guesses
        one after the other.
        """
        self._usage_anywhere = consume(
            request, app="allauth.account", action="login_failed_anywhere", key=address.lower()
        )
        return bool(self._usage_anywhere or request.user.is_authenticated or is_known_device(request, address))

    def _rollback_login_failed_rl_usage(self) -> None:
        super()._rollback_login_failed_rl_usage()
        usage = getattr(self, "_usage_anywhere", None)
        if usage:
            usage.rollback()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        address = credentials.get("email", "").lower()
        note_failure(request, address)
        account_id = User.objects.filter(email__iexact=address).values_list("pk", flat=True).first()
        note(EventKind.SIGN_IN_FAILED, request, account_id=account_id)

    def get_client_ip(self, request: HttpRequest) -> str:
        """allauth refuses a request whose X-Forwarded-For names no address, or has fewer than there are proxies."""
        return believed_address(request.headers.get("X-Forwarded-For", ""), request.META.get("REMOTE_ADDR", ""))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Returns a key of the address and where the attempt comes from: by the address alone, a stranger could lock
        its owner out."""
        return f"{credentials.get('email', '').lower()} from {self.get_client_ip(request)}"

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Deletes the failed attempts after a new password: the reader of the account's mail is let in, however many
        guess from other addresses.
        """
        super()._delete_login_attempts_cached_email(request, **credentials)
        ratelimit.clear(request, action="login_failed_anywhere", key=credentials.get("email", "").lower())

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirms an address. Returns False, with a message, when another account has it meanwhile."""
        address = email_address.email
        with transaction.atomic():
            hold_address(address)
            if User.objects.filter(email=address).exclude(pk=email_address.user_id).exists():
                self.add_message(
                    request, messages.ERROR, "account/messages/email_confirmation_failed.txt", {"email": address}
                )
                return False
            return bool(super().confirm_email(request, email_address))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Returns True for people with neither a password nor a second step, who must sign in again; allauth would not
        ask.
        """
        request = self.request
        if not self.get_reauthentication_methods(request.user) and not _signed_in_just_now(request):
            raise ImmediateHttpResponse(self._sign_in_again(request))
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def _sign_in_again(self, request: HttpRequest) -> HttpResponse:
        """Shows a form before it signs anybody out: a link to this page could stand on any other site."""
        if request.method == "POST":
            self.logout(request)
            return redirect_to_login(request.path)
        messages.info(request, _("This page opens after a fresh sign-in. Sign out, then sign in again."))
        to_login = redirect_to_login(request.get_full_path())["Location"]
        return redirect_to_login(to_login, login_url=reverse("account_logout"))

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_device(response, kwargs.get("email") or user.email)
        return response


def _signed_in_just_now(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
