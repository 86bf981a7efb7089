"""The form that describes a child: a few choices up front, the rest under "More"."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.names import isolate
from generation import engine
from generation.families.choices import SOURCE_FIELDS, AgeChoice, traits_can_be_chosen
from generation.families.spec_serializer import ChildSpecSerializer
from generation.jobs.bounds import MAX_DOMINANCE_WITH_INVITEE, max_dominance
from generation.jobs.services import SEED_LIMIT
from generation.jobs.specs import ChildSpec
from generation.models import Expression, Sex
from generation.traits import TRAIT_LABELS

if TYPE_CHECKING:
    from django.http import QueryDict
    from django_stubs_ext import StrPromise

SEXES = [(Sex.GIRL.value, _("Girl")), (Sex.BOY.value, _("Boy"))]
MAX_YEARS_APART = 5  # of what a page offers
OTHER_MORE_FIELDS = ("siblings", "years_apart", "identical", "dominance", "expression", "age_years", "seed")


def years_apart_choices() -> list[tuple[int, StrPromise | str]]:
    """Returns the choices, worded in the language that is active."""
    apart = [
        (years, ngettext("%(number)d year apart", "%(number)d years apart", years) % {"number": years})
        for years in range(1, MAX_YEARS_APART + 1)
    ]
    return [(0, _("The same age")), *apart]


class RangeInput(forms.NumberInput):
    input_type = "range"


class ChildSpecForm(forms.Form):
    """Shows the fields, and leaves it to `serializer_class` to check what comes back. What is empty is left out."""

    serializer_class: type[ChildSpecSerializer] = ChildSpecSerializer
    # Who ticks the box for twins on a page need not choose two besides. The API asks for both.
    pairs_twins = True

    sex = forms.ChoiceField(label=_("Girl or boy"), choices=[("", _("Let it be a surprise")), *SEXES], initial="")
    age = forms.ChoiceField(label=_("Age"), choices=AgeChoice, initial=AgeChoice.CHILD)
    # Under "More" a browser checks nothing by itself: it cannot point at a field that is folded away.
    expression = forms.ChoiceField(label=_("Expression"), choices=Expression, initial=Expression.CALM)
    siblings = forms.IntegerField(
        label=_("How many children"),
        initial=1,
        widget=forms.Select(choices=[(number, number) for number in range(1, engine.MAX_SIBLINGS + 1)]),
    )
    years_apart = forms.ChoiceField(
        label=_("Ages of several children"),
        choices=years_apart_choices,
        initial="0",
        help_text=_("The youngest is of the age chosen."),
    )
    identical = forms.BooleanField(label=_("Identical twins"))
    dominance = forms.FloatField(
        label=_("Takes after"),
        min_value=-1.0,
        max_value=1.0,
        initial=0,
        widget=RangeInput(attrs={"step": "0.25", "list": "dominance-marks"}),
    )
    age_years = forms.FloatField(
        label=_("Age in years"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("From 0 to 25, such as 6 or 0.5. This overrides the choice above."),
    )
    seed = forms.IntegerField(
        label=_("Variation"),
        max_value=SEED_LIMIT - 1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_(
            "The same number and choices make the same child again, at any age. Leave it empty for a new variation."
        ),
    )
    # Pressing a button twice sends the same value twice, and makes one job.
    submission = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, names: tuple[str, str] | None = None, has_invited: bool = False, **kwargs: Any
    ) -> None:
        """Makes the form. names: of the parents, where they are known already. has_invited: one of them is an invitee,
        so that the bounds are narrower."""
        super().__init__(*args, **kwargs)
        self.bound_to(has_invited=has_invited)
        self.names = names or (_("the first parent"), _("the second parent"))
        for field, trait in SOURCE_FIELDS.items():
            self.fields[field] = forms.ChoiceField(label=TRAIT_LABELS[trait], choices=self._sources)
        self._serializer = self.serializer_class()
        for field in self._spec_fields():
            self.fields[field].clean = _as_it_came  # type: ignore[method-assign]
            self.fields[field].required = False

    def bound_to(self, *, has_invited: bool) -> None:
        """Narrows the ends of the slider between the parents where one of them is an invitee."""
        self.has_invited = has_invited
        limit = max_dominance(has_invited=has_invited)
        self.fields["dominance"].widget.attrs.update(min=-limit, max=limit)

    def _sources(self) -> list[tuple[str, StrPromise | str]]:
        first, second = (_("From %(name)s") % {"name": isolate(name)} for name in self.names)
        return [("", _("Left to chance")), ("a", first), ("b", second), ("between", _("Between both"))]

    def clean_submission(self) -> uuid.UUID:
        return self.cleaned_data["submission"] or uuid.uuid4()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        sent = {field: data.get(field) for field in self._spec_fields()}
        given = {field: value for field, value in sent.items() if value not in (None, "")}
        if self.pairs_twins and given.get("identical") and given.get("siblings", "1") == "1":
            given["siblings"] = "2"
        self._serializer = self.serializer_class(data=given, context={"has_invited": self.has_invited})
        if not self._serializer.is_valid():
            for field, errors in self._serializer.errors.items():
                self.add_error(field, [ValidationError(str(error), code=error.code) for error in errors])
        return data

    def _spec_fields(self) -> list[str]:
        return [field for field in self.fields if field in self._serializer.fields]

    @property
    def max_dominance_with_invitee(self) -> float:
        return MAX_DOMINANCE_WITH_INVITEE

    @property
    def source_fields(self) -> list[BoundField]:
        """Returns the fields of the sources; empty where there is nothing to choose."""
        return [self[field] for field in SOURCE_FIELDS] if traits_can_be_chosen() else []

    @property
    def is_more_open(self) -> bool:
        """Returns True if a field under "More" was set or has an error."""
        names = {*OTHER_MORE_FIELDS, *SOURCE_FIELDS}
        return self.is_bound and not names.isdisjoint([*self.changed_data, *self.errors])

    @property
    def spec(self) -> ChildSpec:
        return self._serializer.spec

    @property
    def idempotency_key(self) -> str:
        """The same when a button is pressed twice; another one when somebody comes back and changes something."""
        data = cast("QueryDict", self.data)
        sent = {name: data.getlist(self.add_prefix(name)) for name in self.fields}
        files = {name: [(file.name, file.size) for file in self.files.getlist(name)] for name in self.files}
        return str(uuid.uuid5(self.cleaned_data["submission"], json.dumps([sent, files])))


def _as_it_came(value: Any) -> Any:
    return value
