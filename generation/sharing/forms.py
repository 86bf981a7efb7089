from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Purpose
from accounts.names import check_name
from generation.consent.shown_texts import ShownTextsForm
from generation.families.spec_form import RangeInput
from generation.models import Child, PermissionKind
from generation.models.share_link import LABEL_MAX_LENGTH
from generation.sharing.guesses import Guess
from generation.sharing.pictures.layout import MAX_SIBLINGS
from generation.sharing.services import Terms
from generation.traits import TRAIT_LABELS

PERIODS_DAYS = (7, 30, 90)
DEFAULT_DAYS = 30
MIN_PASSWORD_LENGTH, MAX_PASSWORD_LENGTH = 6, 128


def period_choices() -> list[tuple[str, str]]:
    """Returns the periods that the operator allows."""
    allowed = [days for days in PERIODS_DAYS if days <= settings.SHARE_MAX_DAYS] or [settings.SHARE_MAX_DAYS]
    return [(str(days), ngettext("%(days)d day", "%(days)d days", days) % {"days": days}) for days in allowed]


class GuessForm(forms.Form):
    """A guess for as many of the traits as somebody likes. names: what the parents are called on the page."""

    dominance = forms.FloatField(
        label=_("Takes after"),
        min_value=-1.0,
        max_value=1.0,
        initial=0.0,
        widget=RangeInput(attrs={"step": "0.1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, names: tuple[str, str], traits: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.trait_names = [trait for trait in TRAIT_LABELS if trait in set(traits)]
        for trait in self.trait_names:
            self.fields[trait] = forms.ChoiceField(
                label=TRAIT_LABELS[trait],
                choices=list(zip("ab", names, strict=True)),
                required=False,
                widget=forms.RadioSelect,
            )

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.guess.traits:
            raise forms.ValidationError(_("Guess at least one of them."), code="nothing_guessed")
        return self.cleaned_data

    @property
    def traits(self) -> list[forms.BoundField]:
        return [self[trait] for trait in self.trait_names]

    @property
    def guess(self) -> Guess:
        data = self.cleaned_data
        guessed: dict[str, str] = {trait: data[trait] for trait in self.trait_names if data.get(trait)}
        return Guess(traits=guessed, dominance=data["dominance"])


class LinkForm(ShownTextsForm):
    """What a link shows and to whom. `needs_consent`: the owner is a parent who has not agreed to publishing yet, and
    may do so with the same button.
    """

    purposes = (Purpose.PUBLISH,)

    children = forms.MultipleChoiceField(
        label=_("Which children"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one child.")},
    )
    label = forms.CharField(
        label=_("For whom is it?"),
        required=False,
        max_length=LABEL_MAX_LENGTH,
        validators=[check_name],
        help_text=_("Such as “Grandma”. Only you and the other parent see this."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    days = forms.ChoiceField(label=_("How long does it open?"))
    shows_names = forms.BooleanField(label=_("Show names: the parents’, and of children who have one"), required=False)
    shows_films = forms.BooleanField(label=_("Show the film of growing up, where there is one"), required=False)
    takes_guesses = forms.BooleanField(
        label=_("Let people guess which parent each trait comes from"), required=False, initial=True
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        min_length=MIN_PASSWORD_LENGTH,
        max_length=MAX_PASSWORD_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("If you choose one, tell it in another way than the link."),
    )
    own_photo = forms.BooleanField(label=_("Show my own photo beside the child"), required=False)
    own_preview = forms.BooleanField(
        label=_("Let messengers show the child’s face as a preview"),
        required=False,
        help_text=_(
            "Only if the other parent agrees too, and never with a password. Messengers keep what they showed."
        ),
    )
    publish = forms.BooleanField(label=_("I agree"), required=False)
    # Made when the form is shown, so that sending it twice makes one link.
    submission = forms.UUIDField(required=False, initial=uuid4, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, children: Sequence[Child], is_parent: bool, needs_consent: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(child.pk): child for child in children}
        self.needs_consent = needs_consent
        self._field("children").choices = [(pk, pk) for pk in self.rows]
        self._field("days").choices = period_choices()
        self.fields["days"].initial = str(min(DEFAULT_DAYS, settings.SHARE_MAX_DAYS))
        if not is_parent:
            del self.fields["own_photo"], self.fields["own_preview"]

    def agreed_purposes(self) -> Iterable[Purpose]:
        return [Purpose.PUBLISH] if self.needs_consent and self.cleaned_data.get("publish") else []

    def clean_children(self) -> list[Child]:
        chosen = [self.rows[pk] for pk in self.cleaned_data["children"]]
        if len(chosen) > MAX_SIBLINGS:
            raise forms.ValidationError(
                _("Choose up to %(number)d children.") % {"number": MAX_SIBLINGS}, code="too_many_children"
            )
        return chosen

    @property
    def terms(self) -> Terms:
        data = self.cleaned_data
        return Terms(
            label=data["label"],
            days=int(data["days"]) if data["days"] else None,
            shows_films=data["shows_films"],
            shows_names=data["shows_names"],
            takes_guesses=data["takes_guesses"],
            password=self._new_password(),
        )

    @property
    def permissions(self) -> list[PermissionKind]:
        """Returns what the owner, who is a parent, agrees to for themselves on this link."""
        wanted = {PermissionKind.PHOTO: "own_photo", PermissionKind.PREVIEW: "own_preview"}
        return [kind for kind, name in wanted.items() if self.cleaned_data.get(name)]

    def _new_password(self) -> str | None:
        return str(self.cleaned_data["password"])

    def _field(self, name: str) -> Any:
        return self.fields[name]


class ChangeForm(LinkForm):
    """The same for a link that is there: its children stay, and so does what is left empty."""

    no_password = forms.BooleanField(label=_("Remove the password"), required=False)

    def __init__(self, *args: Any, has_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, children=(), needs_consent=False, **kwargs)
        del self.fields["children"], self.fields["submission"]
        days = self._field("days")
        days.choices = [("", _("Leave it as it is")), *days.choices]
        days.required, days.initial = False, ""
        if has_password:
            self.fields["password"].label = _("New password")
            self.fields["password"].help_text = _("A password is set. Leave this empty to keep it.")
        else:
            del self.fields["no_password"]

    def _new_password(self) -> str | None:
        if self.cleaned_data.get("no_password"):
            return ""
        return self.cleaned_data["password"] or None
