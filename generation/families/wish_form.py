"""What the child should be like: a few choices up front, the rest under "More"."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from generation import engine
from generation.families.choices import (
    SOURCE_FIELDS,
    AgeChoice,
    SexChoice,
    faults_of,
    traits_can_be_chosen,
    wish_from,
)
from generation.jobs.services import SEED_LIMIT
from generation.jobs.wishes import Wish
from generation.traits import TRAIT_LABELS

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

AGE_EXPECTED = _("Write an age from 0 to 25 years, such as 6 or 0.5.")
DOMINANCE_EXPECTED = _("Write a number from -1, all the first parent, to 1, all the second; 0 is both alike.")
SEED_EXPECTED = _("Write a whole number from 0 to 4294967295, or nothing for any.")
SIBLINGS_EXPECTED = _("Choose 1 to 8 children.")
SOURCE_EXPECTED = _("Choose a, b or between, or nothing to leave it to chance. Received: %(value)s")

OTHER_MORE_FIELDS = ("siblings", "identical", "dominance", "age_years", "seed")


def expecting(message: StrPromise) -> dict[str, StrPromise]:
    """Whatever is wrong with the field."""
    return dict.fromkeys(["required", "invalid", "min_value", "max_value"], message)


class RangeInput(forms.NumberInput):
    input_type = "range"


class WishForm(forms.Form):
    sex = forms.ChoiceField(label=_("Girl or boy"), choices=SexChoice, initial=SexChoice.ANY, required=False)
    age = forms.ChoiceField(label=_("Age"), choices=AgeChoice, initial=AgeChoice.CHILD, required=False)
    # Under "More" a browser checks nothing by itself: it cannot point at a field that is folded away.
    siblings = forms.IntegerField(
        label=_("How many children"),
        min_value=1,
        max_value=engine.MAX_SIBLINGS,
        initial=1,
        required=False,
        widget=forms.Select(choices=[(number, number) for number in range(1, engine.MAX_SIBLINGS + 1)]),
        error_messages=expecting(SIBLINGS_EXPECTED),
    )
    identical = forms.BooleanField(label=_("Identical twins"), required=False)
    dominance = forms.FloatField(
        label=_("Takes after"),
        min_value=-1.0,
        max_value=1.0,
        initial=0,
        required=False,
        widget=RangeInput(attrs={"step": "0.25", "list": "dominance-marks"}),
        error_messages=expecting(DOMINANCE_EXPECTED),
    )
    age_years = forms.FloatField(
        label=_("Age in years"),
        min_value=0.0,
        max_value=engine.MAX_AGE_YEARS,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("From 0 to 25, such as 6 or 0.5. It comes before the choice above."),
        error_messages=expecting(AGE_EXPECTED),
    )
    seed = forms.IntegerField(
        label=_("Number of the draw"),
        min_value=0,
        max_value=SEED_LIMIT - 1,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("The same number and choices make the same child again, at any age. Empty: a new draw."),
        error_messages=expecting(SEED_EXPECTED),
    )
    # Pressing a button twice sends the same value twice, and makes one job.
    submission = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)

    def __init__(self, *args: Any, names: tuple[str, str] | None = None, **kwargs: Any) -> None:
        """names: of the parents, where they are known already."""
        super().__init__(*args, **kwargs)
        self.names = names or (_("the first parent"), _("the second parent"))
        for field, trait in SOURCE_FIELDS.items():
            self.fields[field] = forms.ChoiceField(
                label=TRAIT_LABELS[trait],
                choices=self._sources,
                required=False,
                error_messages={"invalid_choice": SOURCE_EXPECTED},
            )

    def _sources(self) -> list[tuple[str, StrPromise | str]]:
        first, second = (_("From %(name)s") % {"name": name} for name in self.names)
        return [("", _("Left to chance")), ("a", first), ("b", second), ("between", _("Between both"))]

    def clean_sex(self) -> str:
        return self.cleaned_data["sex"] or SexChoice.ANY

    def clean_age(self) -> str:
        return self.cleaned_data["age"] or AgeChoice.CHILD

    def clean_siblings(self) -> int:
        return self.cleaned_data["siblings"] or 1

    def clean_dominance(self) -> float:
        return self.cleaned_data["dominance"] or 0.0

    def clean_submission(self) -> uuid.UUID:
        return self.cleaned_data["submission"] or uuid.uuid4()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for field, fault in faults_of(data).items():
            self.add_error(field, fault)
        return data

    @property
    def source_fields(self) -> list[BoundField]:
        """None where there is nothing to choose."""
        return [self[field] for field in SOURCE_FIELDS] if traits_can_be_chosen() else []

    @property
    def is_more_open(self) -> bool:
        """Whether something under "More" was set, or is wrong."""
        names = {*OTHER_MORE_FIELDS, *SOURCE_FIELDS}
        return self.is_bound and not names.isdisjoint([*self.changed_data, *self.errors])

    @property
    def wish(self) -> Wish:
        return wish_from(self.cleaned_data)

    @property
    def idempotency_key(self) -> str:
        return str(self.cleaned_data["submission"])
