from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import NAME_MAX_LENGTH, ConsentBasis, Purpose, User
from accounts.names import check_name
from generation.consent.refusals import was_refused
from generation.consent.shown_texts import ShownTextsForm
from generation.families.services import NewParent
from generation.families.spec_form import ChildSpecForm
from generation.models import SLOTS, Quality
from generation.portraits.fields import PhotosField, PhotosForm

CONSENT_NEEDED = {
    ConsentBasis.SELF.value: _("Without your consent your photo cannot be used. Tick the box if you agree."),
    ConsentBasis.ATTESTED.value: _(
        "Without this person’s consent their photo cannot be used. Tick the box once they agree."
    ),
}
NAME_NEEDED = _("Enter a name. A first name or a nickname will do.")
BASIS_NEEDED = _("Choose who this is: you, somebody you invite, or somebody who gave you their permission.")
ONE_OF_TWO = _("You can be only one of the two.")
PHOTO_NOT_ASKED = _("An invited person sends their own photo. Leave it out, or choose that you have their permission.")
HAS_REFUSED = _(
    "Somebody whom you invited by this name said no, so your word is not enough here. Choose “Invite them”, and let "
    "them answer for themselves. If this is somebody else, enter a name that tells the two apart."
)
# What one may agree to by this form, for oneself or for somebody who said so.
AGREED_HERE = (Purpose.COMPUTE, Purpose.KEEP)


def consent_basis_field(label: Any, *, initial: ConsentBasis | None = None) -> forms.ChoiceField:
    """Makes the field that says who answers for a parent. initial: what a page begins with; it must be sent anyway."""
    choices = [
        (ConsentBasis.SELF.value, _("This is me")),
        (ConsentBasis.INVITED.value, _("Invite them")),
        (ConsentBasis.ATTESTED.value, _("I have their permission")),
    ]
    return forms.ChoiceField(label=label, choices=choices, initial=initial, error_messages={"required": BASIS_NEEDED})


def name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Name"),
        max_length=NAME_MAX_LENGTH,
        validators=[check_name],
        error_messages={"required": NAME_NEEDED},
        widget=forms.TextInput(attrs={"data-missing": NAME_NEEDED}),
    )


def consent_field() -> forms.BooleanField:
    return forms.BooleanField(label=_("Consent"), required=False, error_messages=CONSENT_NEEDED)


class NewFamilyForm(ChildSpecForm, ShownTextsForm, PhotosForm):
    """The form for a new family. `clean` requires photo and consent of parents who aren't invited."""

    purposes = AGREED_HERE

    consent_basis_a = consent_basis_field(_("Who is the first parent?"), initial=ConsentBasis.SELF)
    photo_a = PhotosField(label=_("Photo of the first parent"), required=False)
    name_a = name_field()
    consent_a = consent_field()
    keep_a = forms.BooleanField(label=_("Consent"), required=False)
    consent_basis_b = consent_basis_field(_("Who is the second parent?"))
    photo_b = PhotosField(label=_("Photo of the second parent"), required=False)
    name_b = name_field()
    consent_b = consent_field()
    keep_b = forms.BooleanField(label=_("Consent"), required=False)

    quality = forms.ChoiceField(label=_("Closer likeness"), choices=Quality.choices, required=False)

    field_order = [
        *("consent_basis_a", "photo_a", "name_a", "consent_a", "keep_a"),
        *("consent_basis_b", "photo_b", "name_b", "consent_b", "keep_b", "sex", "age", "quality"),
    ]

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        """Makes the form. owner: the account that adds the two people."""
        super().__init__(*args, **kwargs)
        self.owner = owner
        for slot in SLOTS:
            if self.data.get(self.add_prefix(f"consent_basis_{slot}")) == ConsentBasis.INVITED:
                self.fields[f"photo_{slot}"].refusal = PHOTO_NOT_ASKED  # type: ignore[attr-defined]
                self.bound_to(has_invited=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for slot in self._asked():
            self._check_what_is_asked(slot)
            self._check_nobody_refused(slot)
        if self._consent_basis("a") == self._consent_basis("b") == ConsentBasis.SELF:
            self.add_error("consent_basis_b", ONE_OF_TWO)
        return data

    def agreed_purposes(self) -> list[Purpose]:
        asked = self._asked()
        is_any_kept = any(self.cleaned_data.get(f"keep_{slot}") for slot in asked)
        return [*([Purpose.COMPUTE] if asked else []), *([Purpose.KEEP] if is_any_kept else [])]

    @property
    def new_family(self) -> dict[str, Any]:
        """Returns the arguments of `create_family` except the owner, once the photos are decoded."""
        return {
            "parents": (self._parent("a"), self._parent("b")),
            "spec": self.spec,
            "idempotency_key": self.idempotency_key,
            "quality": Quality(self.cleaned_data["quality"] or Quality.STANDARD),
        }

    def _asked(self) -> list[str]:
        """Returns the slots of parents whose photo and consent are asked for here."""
        return [slot for slot in SLOTS if self._consent_basis(slot) in (ConsentBasis.SELF, ConsentBasis.ATTESTED)]

    def _consent_basis(self, slot: str) -> ConsentBasis | None:
        """Returns None where nothing valid was chosen, which is an error of its field."""
        basis = self.cleaned_data.get(f"consent_basis_{slot}")
        return ConsentBasis(basis) if basis else None

    def _check_what_is_asked(self, slot: str) -> None:
        photo, consent, basis = f"photo_{slot}", f"consent_{slot}", self.cleaned_data[f"consent_basis_{slot}"]
        if photo not in self.errors and not self.cleaned_data.get(photo):
            self.add_error(photo, PhotosField.default_error_messages["required"])
        if not self.cleaned_data.get(consent):
            self.add_error(consent, CONSENT_NEEDED[basis])

    def _check_nobody_refused(self, slot: str) -> None:
        name = self.cleaned_data.get(f"name_{slot}", "")
        if self._consent_basis(slot) == ConsentBasis.ATTESTED and was_refused(owner=self.owner, name=name):
            self.add_error(f"consent_basis_{slot}", HAS_REFUSED)

    def _parent(self, slot: str) -> NewParent:
        data: dict[str, Any] = self.cleaned_data
        consent_basis = ConsentBasis(data[f"consent_basis_{slot}"])
        if consent_basis == ConsentBasis.INVITED:
            return NewParent(name=data[f"name_{slot}"], consent_basis=consent_basis)
        is_kept = data[f"keep_{slot}"]
        return NewParent(
            name=data[f"name_{slot}"],
            consent_basis=consent_basis,
            photos=tuple(photo.jpeg for photo in data[f"photo_{slot}"]),
            consents=tuple(self.texts[purpose] for purpose in AGREED_HERE if purpose != Purpose.KEEP or is_kept),
        )
