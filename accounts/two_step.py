"""Signing in in two steps: apps, passkeys, recovery codes."""

from __future__ import annotations

import io
import time
from datetime import datetime

import segno
from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from accounts.adapter import OWN_WORDS
from accounts.encryption import decrypt, encrypt
from accounts.guessing import note_failure
from accounts.users import User


class TwoStepAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": OWN_WORDS["incorrect_code"]}

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """Draws the QR code. allauth's own function needs a second package for the codes that invitations show."""
        svg = io.BytesIO()
        segno.make(url, error="m").save(svg, kind="svg", scale=4, border=4, light="#fff")
        return svg.getvalue().decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}


class CodeOnce(BaseAuthenticateForm):
    """A form in which an app's code works once: also the one that set the app up, and also while Valkey, which
    remembers the others for allauth, does not answer.
    """

    def clean_code(self) -> str:
        code: str = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP and _used_this_step(self.authenticator):
            self._emit_authentication_failed(self.authenticator)
            raise TwoStepAdapter().validation_error("incorrect_code")
        return code


class SecondStepForm(CodeOnce, AuthenticateForm):
    """The form for the second step. Its visitor knows the password already."""

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        super()._emit_authentication_failed(authenticator)
        note_failure(context.request, self.user.email)


class SecondStepAgainForm(CodeOnce, ReauthenticateForm):
    """The form for the second step of whoever is signed in."""


def _used_this_step(app: Authenticator) -> bool:
    return max(_step_of(app.created_at), _step_of(app.last_used_at)) >= _step(time.time())


def _step_of(moment: datetime | None) -> int:
    return _step(moment.timestamp()) if moment else 0


def _step(seconds: float) -> int:
    return int(seconds // app_settings.TOTP_PERIOD)
