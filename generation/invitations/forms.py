from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Purpose
from accounts.people.consents import ConsentText
from generation.consent.shown_texts import VERSION_FIELDS, hidden_field, read_shown_texts
from generation.portraits.fields import PhotosField

CONSENT_NEEDED = _("Without this consent nothing can be done here. Tick the box, or press the button that says no.")


class PhotoForm(forms.Form):
    photo = PhotosField(label=_("Your photo"))

    @property
    def photos(self) -> tuple[bytes, ...]:
        return tuple(photo.jpeg for photo in self.cleaned_data["photo"])


class AgreeForm(PhotoForm):
    """Of a person who was invited, about themselves: three consents, each its own, and a photo."""

    compute = forms.BooleanField(label=_("Consent"), error_messages={"required": CONSENT_NEEDED})
    keep = forms.BooleanField(label=_("Consent"), required=False)
    publish = forms.BooleanField(label=_("Consent"), required=False)
    consent_version = hidden_field()
    keep_version = hidden_field()
    publish_version = hidden_field()
    consent_language = hidden_field()

    def clean(self) -> dict[str, Any]:
        """Keeps the texts agreed to, as `texts`."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        data["texts"] = read_shown_texts(self, [purpose for purpose in Purpose if data.get(purpose.value)])
        return data

    @property
    def texts(self) -> dict[Purpose, ConsentText]:
        texts: dict[Purpose, ConsentText] = self.cleaned_data["texts"]
        return texts


class ConsentForm(forms.Form):
    """One consent, given or taken back later."""

    says = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    consent_language = hidden_field()

    def __init__(self, purpose: Purpose, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purpose = purpose
        self.fields[VERSION_FIELDS[purpose]] = hidden_field()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("says") == "yes":
            data["text"] = read_shown_texts(self, [self.purpose]).get(self.purpose)
        return data

    @property
    def text(self) -> ConsentText | None:
        """None: the consent is taken back."""
        return self.cleaned_data.get("text")


class MailForm(forms.Form):
    address = forms.EmailField(label=_("Email address of the invited"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the letter"), choices=settings.LANGUAGES)
