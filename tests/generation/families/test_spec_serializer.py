"""A form, the studio and the API respond alike to the same request, for one serializer checks it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from generation.families.spec_form import ChildSpecForm
from generation.families.spec_serializer import ChildSpecSerializer, PreviewSpecSerializer
from generation.jobs.specs import ChildSpec
from generation.studio.forms import StudioForm

PREVIEW = {"sex": "boy", "age_years": "7.5", "dominance": "-0.25", "seed": "41"}


def codes_of(fields: dict[str, str]) -> dict[str, list[str]]:
    serializer = ChildSpecSerializer(data=fields)
    assert not serializer.is_valid()
    return {field: [error.code for error in errors] for field, errors in serializer.errors.items()}


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"sex": "octopus"}, {"sex": ["invalid_choice"]}),
        ({"sex": "any"}, {"sex": ["invalid_choice"]}),
        ({"age": "old"}, {"age": ["invalid_choice"]}),
        ({"age_years": "nan"}, {"age_years": ["invalid"]}),
        ({"age_years": "25.1"}, {"age_years": ["max_value"]}),
        ({"dominance": "-2"}, {"dominance": ["min_value"]}),
        ({"expression": "grim"}, {"expression": ["invalid_choice"]}),
        ({"seed": "1.5"}, {"seed": ["invalid"]}),
        ({"siblings": "9" * 5000}, {"siblings": ["max_string_length"]}),
        ({"years_apart": "-1"}, {"years_apart": ["min_value"]}),
        ({"years_apart": "1.5", "siblings": "2"}, {"years_apart": ["invalid"]}),
        ({"years_apart": "26", "siblings": "2"}, {"years_apart": ["max_value"]}),
        ({"years_apart": "2"}, {"siblings": ["invalid"]}),
        ({"years_apart": "3", "siblings": "8"}, {"years_apart": ["invalid"]}),
        ({"years_apart": "1", "siblings": "2", "identical": "on"}, {"years_apart": ["invalid"]}),
        ({"identical": "perhaps"}, {"identical": ["invalid"]}),
        ({"from_eyes": "c"}, {"from_eyes": ["invalid_choice"]}),
        ({"sex": "octopus", "seed": "-1"}, {"sex": ["invalid_choice"], "seed": ["min_value"]}),
    ],
)
def test_nonsense_is_named_by_its_code_in_a_form_as_in_the_api(
    fields: dict[str, str], codes: dict[str, list[str]]
) -> None:
    assert codes_of(fields) == codes
    if "identical" not in fields:  # a form has a box, which is ticked or isn't
        errors = ChildSpecForm(fields).errors.as_data()
        assert {field: [error.code for error in found] for field, found in errors.items()} == codes


def test_what_is_left_empty_is_left_to_chance_everywhere() -> None:
    serializer, form = ChildSpecSerializer(data={}), ChildSpecForm(dict.fromkeys(ChildSpecForm().fields, ""))
    assert serializer.is_valid()
    assert form.is_valid()
    assert form.spec == serializer.spec == ChildSpec(age_years=7.0)


def test_a_child_is_calm_unless_a_smile_is_asked_for() -> None:
    for sent, kept in (({}, "calm"), ({"expression": "calm"}, "calm"), ({"expression": "smiling"}, "smiling")):
        serializer, form, sliders = (
            ChildSpecSerializer(data=sent),
            ChildSpecForm(sent),
            PreviewSpecSerializer(data={**PREVIEW, **sent}),
        )
        assert serializer.is_valid()
        assert form.is_valid()
        assert sliders.is_valid()
        assert serializer.spec.expression == form.spec.expression == sliders.spec.expression == kept
    assert ChildSpecForm()["expression"].value() == "calm"


def test_no_sex_chosen_is_an_empty_one_from_the_page_to_the_row() -> None:
    serializer = ChildSpecSerializer(data={"sex": ""})
    assert serializer.is_valid()
    assert serializer.spec.sex == ""
    assert ChildSpecForm()["sex"].value() == ""


@pytest.mark.parametrize("missing", PREVIEW)
def test_the_sliders_leave_nothing_open(missing: str) -> None:
    fields = {name: value for name, value in PREVIEW.items() if name != missing}
    serializer = PreviewSpecSerializer(data=fields)
    assert not serializer.is_valid()
    assert [error.code for error in serializer.errors[missing]] == ["required"]
    assert StudioForm({**fields, "page": str(uuid4())}).has_error(missing, "required")


def test_a_preview_shows_one_child_whatever_was_sent() -> None:
    sent: dict[str, Any] = {**PREVIEW, "page": str(uuid4()), "siblings": "3", "identical": "on", "from_nose": "b"}
    form = StudioForm(sent)
    assert form.is_valid()
    assert form.spec == ChildSpec(age_years=7.5, sex="boy", dominance=-0.25, seed=41, sources={"nose": "b"})
