"""The one check of what a child is asked to be like: for the pages' forms, the studio and the API alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from generation import engine
from generation.families.choices import SOURCE_FIELDS, AgeChoice, traits_can_be_chosen
from generation.jobs.bounds import (
    MAX_DOMINANCE_WITH_INVITEE,
    MAX_TRAITS_WITH_INVITEE,
    are_sources_within,
    is_dominance_within,
)
from generation.jobs.services import SEED_LIMIT
from generation.jobs.specs import ChildSpec
from generation.models import Expression, Sex

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

AGE_EXPECTED = _("Enter an age from 0 to 25 years, such as 6 or 0.5.")
DOMINANCE_EXPECTED = _("Enter a number from -1, only the first parent, to 1, only the second; 0 is both equally.")
DOMINANCE_WITH_INVITEE = _(
    "With an invited parent, enter a number from -%(limit)s to %(limit)s: closer to one parent, the child would show "
    "the invited one’s own face."
)
SOURCES_WITH_INVITEE = _(
    "With an invited parent, choose at most %(number)d traits from the same parent: with more, the child would show "
    "the invited one’s own face."
)
EXPRESSION_EXPECTED = _("Choose calm or smiling.")
SEED_EXPECTED = _("Enter a whole number from 0 to 4294967295, or leave it empty for any.")
SEED_NEEDED = _("Enter a whole number from 0 to 4294967295.")
SIBLINGS_EXPECTED = _("Choose 1 to 8 children.")
YEARS_APART_EXPECTED = _("Choose a whole number of years from 0 to 25.")
APART_ARE_SEVERAL = _("Ages apart need at least two children: choose 2 to 8.")
TWINS_ARE_OF_ONE_AGE = _("Identical twins are of the same age.")
ELDEST_IS_TOO_OLD = _("The eldest would be older than 25 years. Choose a lower age, fewer children or fewer years.")
SEX_EXPECTED = _("Choose girl or boy.")
SOURCE_EXPECTED = _("Choose a, b or between, or nothing to leave it to chance. Received: %(value)s")
TWINS_ARE_TWO = _("Identical twins need at least two children: choose 2 to 8.")
TRAITS_NOT_MEASURED = _(
    "This can only be left to chance here: with this site’s face model, you cannot choose the parent of a trait."
)


def expecting(message: StrPromise) -> dict[str, str | StrPromise]:
    """Returns the same message for all errors of a field."""
    reasons = ("required", "null", "blank", "invalid", "invalid_choice", "min_value", "max_value", "max_string_length")
    return dict.fromkeys((*reasons, "overflow"), message)


class SourceField(serializers.ChoiceField):
    def __init__(self) -> None:
        super().__init__(choices=engine.SOURCES, allow_blank=True, default="", help_text="Empty leaves it to chance.")

    def fail(self, key: str, **kwargs: Any) -> Any:
        if key == "invalid_choice":
            raise serializers.ValidationError(SOURCE_EXPECTED % {"value": kwargs["input"]}, code=key)
        return super().fail(key, **kwargs)


class ChildSpecSerializer(serializers.Serializer[Any]):
    """context: `has_invited` is True for a family with an invitee, whose bounds are narrower."""

    sex = serializers.ChoiceField(
        choices=Sex.choices,
        allow_blank=True,
        default="",
        help_text="Empty leaves it to chance.",
    )
    age = serializers.ChoiceField(choices=AgeChoice.choices, default=AgeChoice.CHILD)
    age_years = serializers.FloatField(
        min_value=0.0,
        max_value=engine.MAX_AGE_YEARS,
        allow_null=True,
        default=None,
        help_text="Comes before `age`.",
        error_messages=expecting(AGE_EXPECTED),
    )
    dominance = serializers.FloatField(
        min_value=-1.0,
        max_value=1.0,
        default=0.0,
        help_text="-1 all the first parent, 1 all the second; with an invitee in the family, from -0.5 to 0.5.",
        error_messages=expecting(DOMINANCE_EXPECTED),
    )
    expression = serializers.ChoiceField(
        choices=Expression.choices,
        default=Expression.CALM.value,
        help_text="Of the child, whatever the parents' photos show.",
        error_messages=expecting(EXPRESSION_EXPECTED),
    )
    seed = serializers.IntegerField(
        min_value=0,
        max_value=SEED_LIMIT - 1,
        allow_null=True,
        default=None,
        error_messages=expecting(SEED_EXPECTED),
    )
    siblings = serializers.IntegerField(
        min_value=1,
        max_value=engine.MAX_SIBLINGS,
        default=1,
        help_text="How many children at once.",
        error_messages=expecting(SIBLINGS_EXPECTED),
    )
    years_apart = serializers.IntegerField(
        min_value=0,
        max_value=int(engine.MAX_AGE_YEARS),
        default=0,
        help_text="By how much each sibling is older than the one before; needs 2 or more.",
        error_messages=expecting(YEARS_APART_EXPECTED),
    )
    identical = serializers.BooleanField(default=False, help_text="They are identical twins; needs 2 or more.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {**super().get_fields(), **{field: SourceField() for field in SOURCE_FIELDS}}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        errors: dict[str, list[StrPromise | str]] = {}
        if attrs.get("identical") and attrs.get("siblings") == 1:
            errors["siblings"] = [TWINS_ARE_TWO]
        errors |= _errors_of_ages_apart(attrs)
        chosen = [field for field in SOURCE_FIELDS if attrs[field]]
        if chosen and not traits_can_be_chosen():
            errors |= {field: [TRAITS_NOT_MEASURED] for field in chosen}
        if errors := errors | self._bound_errors(attrs, chosen):
            raise serializers.ValidationError(errors)
        return attrs

    def _bound_errors(self, attrs: dict[str, Any], chosen: list[str]) -> dict[str, list[StrPromise | str]]:
        has_invited = bool(self.context.get("has_invited"))
        errors: dict[str, list[StrPromise | str]] = {}
        if not is_dominance_within(attrs["dominance"], has_invited=has_invited):
            errors["dominance"] = [DOMINANCE_WITH_INVITEE % {"limit": MAX_DOMINANCE_WITH_INVITEE}]
        if not are_sources_within({field: attrs[field] for field in chosen}, has_invited=has_invited):
            errors[chosen[-1]] = [SOURCES_WITH_INVITEE % {"number": MAX_TRAITS_WITH_INVITEE}]
        return errors

    @property
    def spec(self) -> ChildSpec:
        fields: dict[str, Any] = self.validated_data
        return ChildSpec(
            age_years=_age_years(fields),
            sex=fields["sex"],
            dominance=fields["dominance"],
            expression=fields["expression"],
            seed=fields["seed"],
            sources={trait: fields[field] for field, trait in SOURCE_FIELDS.items() if fields[field]},
            siblings=fields.get("siblings", 1),
            years_apart=fields.get("years_apart", 0),
            identical=fields.get("identical", False),
        )


class PreviewSpecSerializer(ChildSpecSerializer):
    """The spec that the studio sends: its sliders leave nothing open, and its picture shows one child."""

    sex = serializers.ChoiceField(choices=Sex.choices, error_messages=expecting(SEX_EXPECTED))
    age = None  # type: ignore[assignment]  # DRF's way to leave out a field
    age_years = serializers.FloatField(
        min_value=0.0, max_value=engine.MAX_AGE_YEARS, error_messages=expecting(AGE_EXPECTED)
    )
    dominance = serializers.FloatField(min_value=-1.0, max_value=1.0, error_messages=expecting(DOMINANCE_EXPECTED))
    seed = serializers.IntegerField(min_value=0, max_value=SEED_LIMIT - 1, error_messages=expecting(SEED_NEEDED))
    siblings = None  # type: ignore[assignment]
    years_apart = None  # type: ignore[assignment]
    identical = None  # type: ignore[assignment]


def _age_years(fields: dict[str, Any]) -> float:
    """Returns the age of the child, of siblings that of the youngest."""
    age_years: float | None = fields["age_years"]
    return engine.AGE_GROUPS[fields["age"]] if age_years is None else age_years


def _errors_of_ages_apart(attrs: dict[str, Any]) -> dict[str, list[StrPromise | str]]:
    years, siblings = attrs.get("years_apart", 0), attrs.get("siblings", 1)
    if not years:
        return {}
    if attrs["identical"]:
        return {"years_apart": [TWINS_ARE_OF_ONE_AGE]}
    if siblings == 1:
        return {"siblings": [APART_ARE_SEVERAL]}
    if _age_years(attrs) + (siblings - 1) * years > engine.MAX_AGE_YEARS:
        return {"years_apart": [ELDEST_IS_TOO_OLD]}
    return {}
