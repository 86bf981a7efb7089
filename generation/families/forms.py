from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import NAME_MAX_LENGTH, Purpose, Standing
from generation.consent.shown_texts import ShownTextsForm
from generation.families.services import NewParent
from generation.families.spec_form import ChildSpecForm
from generation.models import SLOTS
from generation.portraits.fields import PhotosField, PhotosForm

CONSENT_NEEDED = _("Without this person's consent their photo cannot be used. Tick the box once they agree.")
NAME_NEEDED = _("Enter a name. A first name or a nickname will do.")
ONE_OF_TWO = _("You can be only one of the two.")
PHOTO_NOT_ASKED = _("An invited person sends their own photo. Leave it out, or choose that you have their permission.")
# What one may agree to by this form, for oneself or for somebody who said so.
AGREED_HERE = (Purpose.COMPUTE, Purpose.KEEP)


def standing_field(label: Any) -> forms.ChoiceField:
    choices = [
        (Standing.ME.value, _("This is me")),
        (Standing.INVITED.value, _("Invite them")),
        (Standing.ATTESTED.value, _("I have their permission")),
    ]
    return forms.ChoiceField(label=label, choices=choices, initial=Standing.ATTESTED.value, required=False)


def name_field() -> forms.CharField:
    return forms.CharField(label=_("Name"), max_length=NAME_MAX_LENGTH, error_messages={"required": NAME_NEEDED})


class NewFamilyForm(ChildSpecForm, ShownTextsForm, PhotosForm):
    """Photo and consent are asked of those who aren't invited, so `required` says nothing of them."""

    purposes = AGREED_HERE

    standing_a = standing_field(_("Who is the first parent?"))
    photo_a = PhotosField(label=_("Photo of the first parent"), required=False)
    name_a = name_field()
    consent_a = forms.BooleanField(label=_("Consent"), required=False)
    keep_a = forms.BooleanField(label=_("Consent"), required=False)
    standing_b = standing_field(_("Who is the second parent?"))
    photo_b = PhotosField(label=_("Photo of the second parent"), required=False)
    name_b = name_field()
    consent_b = forms.BooleanField(label=_("Consent"), required=False)
    keep_b = forms.BooleanField(label=_("Consent"), required=False)

    fine = forms.BooleanField(label=_("Closer likeness"), required=False)

    field_order = [
        *("standing_a", "photo_a", "name_a", "standing_b", "photo_b", "name_b"),
        *("consent_a", "keep_a", "consent_b", "keep_b", "sex", "age", "fine"),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for subject in SLOTS:
            if self.data.get(self.add_prefix(f"standing_{subject}")) == Standing.INVITED:
                self.fields[f"photo_{subject}"].refusal = PHOTO_NOT_ASKED  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for subject in self._asked():
            self._check_what_is_asked(subject)
        if self._standing("a") == self._standing("b") == Standing.ME:
            self.add_error("standing_b", ONE_OF_TWO)
        return data

    def agreed_purposes(self) -> list[Purpose]:
        asked = self._asked()
        is_any_kept = any(self.cleaned_data.get(f"keep_{subject}") for subject in asked)
        return [*([Purpose.COMPUTE] if asked else []), *([Purpose.KEEP] if is_any_kept else [])]

    @property
    def new_family(self) -> dict[str, Any]:
        """Returns the arguments of `create_family` except the owner, once the photos are decoded."""
        return {
            "parents": (self._parent("a"), self._parent("b")),
            "spec": self.spec,
            "idempotency_key": self.idempotency_key,
            "is_fine": bool(self.cleaned_data["fine"]),
        }

    def _asked(self) -> list[str]:
        return [subject for subject in SLOTS if self._standing(subject) != Standing.INVITED]

    def _standing(self, subject: str) -> Standing:
        return Standing(self.cleaned_data.get(f"standing_{subject}") or Standing.ATTESTED)

    def _check_what_is_asked(self, subject: str) -> None:
        photo, consent = f"photo_{subject}", f"consent_{subject}"
        if photo not in self.errors and not self.cleaned_data.get(photo):
            self.add_error(photo, PhotosField.default_error_messages["required"])
        if not self.cleaned_data.get(consent):
            self.add_error(consent, CONSENT_NEEDED)

    def _parent(self, subject: str) -> NewParent:
        data: dict[str, Any] = self.cleaned_data
        standing = self._standing(subject)
        if standing == Standing.INVITED:
            return NewParent(name=data[f"name_{subject}"], standing=standing)
        is_kept = data[f"keep_{subject}"]
        return NewParent(
            name=data[f"name_{subject}"],
            standing=standing,
            photos=tuple(photo.jpeg for photo in data[f"photo_{subject}"]),
            consents=tuple(self.texts[purpose] for purpose in AGREED_HERE if purpose != Purpose.KEEP or is_kept),
        )
