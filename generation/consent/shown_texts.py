"""Which words a form showed: it names them, so that the ledger holds what was read and not what is current by now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Purpose
from accounts.people.consents import ConsentText, OutdatedConsentText, get_consent_text, get_shown_text

OUTDATED = _("This text has changed since it was shown. Read it again, then tick the boxes and send.")
UNNAMED = _("Name the text that was shown, with the version and the language that /api/consent-text/ gives.")
VERSION_FIELDS = {
    Purpose.COMPUTE: "consent_version",
    Purpose.KEEP: "keep_version",
    Purpose.PUBLISH: "publish_version",
}
LANGUAGE_FIELD = "consent_language"


def hidden_field() -> forms.CharField:
    return forms.CharField(label=_("Consent"), required=False, widget=forms.HiddenInput)


def texts_now(purposes: Iterable[Purpose]) -> dict[str, ConsentText]:
    """By purpose, in the language that is active: what a page shows."""
    return {purpose.value: get_consent_text(purpose, get_language() or "en") for purpose in purposes}


def read_shown_texts(form: forms.Form, purposes: Iterable[Purpose]) -> dict[Purpose, ConsentText]:
    """Of a form that is being cleaned; a text that isn't named, or isn't current, becomes an error of its field."""
    data: dict[str, Any] = form.cleaned_data
    found: dict[Purpose, ConsentText] = {}
    for purpose in purposes:
        field = VERSION_FIELDS[purpose]
        unnamed = [name for name in (field, LANGUAGE_FIELD) if not data.get(name)]
        for name in unnamed:
            form.add_error(name, UNNAMED)
        if unnamed:
            continue
        try:
            found[purpose] = get_shown_text(purpose, version=data[field], language=data[LANGUAGE_FIELD])
        except OutdatedConsentText:
            form.add_error(field, OUTDATED)
    return found
