from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.consents import ConsentText, OutdatedConsentText, get_shown_text
from accounts.models import NAME_MAX_LENGTH, Purpose, Standing
from generation.families.services import NewParent
from generation.families.wish_form import WishForm
from generation.portraits.fields import PhotosField

CONSENT_NEEDED = _("Without this person's consent their photo cannot be used. Tick the box once they agree.")
CONSENT_OUTDATED = _("This text has changed since it was shown. Read it again, then tick both boxes and send.")
CONSENT_UNNAMED = _("Name the text that was shown, with the version and the language that /api/consent-text/ gives.")
NAME_NEEDED = _("Write a name. A first name or a nickname will do.")


class NewFamilyForm(WishForm):
    photo_a = PhotosField(label=_("Photo of the first parent"))
    name_a = forms.CharField(label=_("Name"), max_length=NAME_MAX_LENGTH, error_messages={"required": NAME_NEEDED})
    consent_a = forms.BooleanField(label=_("Consent"), error_messages={"required": CONSENT_NEEDED})
    photo_b = PhotosField(label=_("Photo of the second parent"))
    name_b = forms.CharField(label=_("Name"), max_length=NAME_MAX_LENGTH, error_messages={"required": NAME_NEEDED})
    consent_b = forms.BooleanField(label=_("Consent"), error_messages={"required": CONSENT_NEEDED})
    consent_version = forms.CharField(
        label=_("Consent"), error_messages={"required": CONSENT_UNNAMED}, widget=forms.HiddenInput
    )
    consent_language = forms.CharField(
        label=_("Consent"), error_messages={"required": CONSENT_UNNAMED}, widget=forms.HiddenInput
    )
    you_are = forms.ChoiceField(
        label=_("Which of them is you?"),
        choices=[("a", _("The first")), ("b", _("The second")), ("neither", _("Neither of them"))],
        initial="neither",
        required=False,
    )

    fine = forms.BooleanField(label=_("Look closer"), required=False)

    field_order = ["photo_a", "name_a", "consent_a", "photo_b", "name_b", "consent_b", "you_are", "sex", "age", "fine"]

    @property
    def parents(self) -> tuple[NewParent, NewParent]:
        return self._parent("a"), self._parent("b")

    def clean(self) -> dict[str, Any]:
        """Keeps the text itself, as `consent_text`."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "consent_version" in data and "consent_language" in data:
            version, language = data["consent_version"], data["consent_language"]
            try:
                data["consent_text"] = get_shown_text(Purpose.COMPUTE, version=version, language=language)
            except OutdatedConsentText:
                self.add_error("consent_version", CONSENT_OUTDATED)
        return data

    @property
    def consent_text(self) -> ConsentText:
        text: ConsentText = self.cleaned_data["consent_text"]
        return text

    @property
    def is_fine(self) -> bool:
        return bool(self.cleaned_data["fine"])

    def _parent(self, subject: str) -> NewParent:
        data: dict[str, Any] = self.cleaned_data
        is_self = data["you_are"] == subject
        return NewParent(
            name=data[f"name_{subject}"],
            photos=tuple(photo.jpeg for photo in data[f"photo_{subject}"]),
            standing=Standing.ME if is_self else Standing.ATTESTED,
        )
