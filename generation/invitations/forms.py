from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.addresses import AddressFormField
from accounts.models import Purpose
from generation.consent.shown_texts import ShownTextsForm
from generation.portraits.fields import PhotosField, PhotosForm

CONSENT_NEEDED = _("Without this consent nothing can be done here. Tick the box, or press the button that says no.")


class AgreeForm(ShownTextsForm, PhotosForm):
    """The form of an invitee: three separate consents and a photo of themselves."""

    photo = PhotosField(label=_("Your photo"))
    compute = forms.BooleanField(label=_("Consent"), error_messages={"required": CONSENT_NEEDED})
    keep = forms.BooleanField(label=_("Consent"), required=False)
    publish = forms.BooleanField(label=_("Consent"), required=False)

    @property
    def photos(self) -> tuple[bytes, ...]:
        return tuple(photo.jpeg for photo in self.cleaned_data["photo"])

    def agreed_purposes(self) -> list[Purpose]:
        return [purpose for purpose in Purpose if self.cleaned_data.get(purpose.value)]


class MailForm(forms.Form):
    address = AddressFormField(label=_("Email address of the invited person"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the email"), choices=settings.LANGUAGES)
