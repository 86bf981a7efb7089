"""Signing in in two steps: apps, passkeys, recovery codes."""

from __future__ import annotations

import io

import segno
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm
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


class SecondStepForm(AuthenticateForm):
    """The form for the second step. Its visitor knows the password already."""

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        super()._emit_authentication_failed(authenticator)
        note_failure(context.request, self.user.email)
