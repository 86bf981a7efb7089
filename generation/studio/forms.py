"""A request as sliders and selects. Its fields are named as those of the ordinary form, which keeps the child."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from generation import engine
from generation.families.choices import SOURCE_FIELDS
from generation.families.spec_form import SEXES, ChildSpecForm, RangeInput
from generation.families.spec_serializer import PreviewSpecSerializer, expecting
from generation.jobs.services import SEED_LIMIT
from generation.models import Child, Expression, Sex

SPEC_FIELDS = ("sex", "age_years", "dominance", "expression", "seed", *SOURCE_FIELDS)
PAGE_EXPECTED = _("The page did not identify itself. Reload it.")
FIRST_AGE_YEARS = 7.0


class StudioForm(ChildSpecForm):
    serializer_class = PreviewSpecSerializer

    sex = forms.ChoiceField(label=_("Girl or boy"), choices=SEXES)
    age_years = forms.FloatField(
        label=_("Age"), min_value=0.0, max_value=engine.MAX_AGE_YEARS, widget=RangeInput(attrs={"step": "0.5"})
    )
    dominance = forms.FloatField(
        label=_("Takes after"),
        min_value=-1.0,
        max_value=1.0,
        widget=RangeInput(attrs={"step": "0.05", "list": "dominance-marks"}),
    )
    seed = forms.IntegerField(widget=forms.HiddenInput)
    # A picture shows one child, and the slider says its age.
    age = None  # type: ignore[assignment]  # Django's way to leave out a field
    siblings = None  # type: ignore[assignment]
    years_apart = None  # type: ignore[assignment]
    identical = None  # type: ignore[assignment]
    page = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput, error_messages=expecting(PAGE_EXPECTED))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="studio_%s", **kwargs)


def first_spec() -> dict[str, Any]:
    sex = secrets.choice([Sex.GIRL, Sex.BOY])
    return {
        "sex": sex,
        "age_years": FIRST_AGE_YEARS,
        "dominance": 0.0,
        "expression": Expression.CALM,
        "seed": secrets.randbelow(SEED_LIMIT),
    }


def spec_for(child: Child) -> dict[str, Any]:
    """Returns the spec that child was made with; for identical twins, the first one's."""
    sources: dict[str, str] = child.job.sources
    chosen = {field: sources.get(trait, "") for field, trait in SOURCE_FIELDS.items()}
    spec = {
        "sex": child.sex,
        "age_years": child.age_years,
        "dominance": child.dominance,
        "expression": child.expression,
        "seed": child.seed,
    }
    return {**spec, **chosen}


def spec_in(address: QueryDict) -> dict[str, Any]:
    """Returns what a page's address says of the spec, unchecked; the page writes it there."""
    return {field: address[field] for field in SPEC_FIELDS if field in address}


def is_spec(spec: dict[str, Any], **bounds: Any) -> bool:
    """Tells whether the sliders can show it. bounds: as of the form."""
    return StudioForm({**spec, "page": uuid.uuid4()}, **bounds).is_valid()
