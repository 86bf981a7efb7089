"""Forms that name passkeys, held to what any name here is held to."""

from __future__ import annotations

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms

from accounts.names import check_name

MAX_LENGTH = 60


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey without a name gets a number."""

    name = forms.CharField(required=False, max_length=MAX_LENGTH, validators=[check_name])


class RenamePasskeyForm(EditWebAuthnForm):
    name = forms.CharField(max_length=MAX_LENGTH, validators=[check_name])
