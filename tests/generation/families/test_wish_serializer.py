"""What a form, the studio and the API are told of the same wish is the same, for one serializer checks it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from generation.families.wish_form import WishForm
from generation.families.wish_serializer import SketchSerializer, WishSerializer
from generation.jobs.wishes import Wish
from generation.studio.forms import StudioForm

SKETCH = {"sex": "boy", "age_years": "7.5", "dominance": "-0.25", "seed": "41"}


def codes_of(fields: dict[str, str]) -> dict[str, list[str]]:
    serializer = WishSerializer(data=fields)
    assert not serializer.is_valid()
    return {field: [fault.code for fault in faults] for field, faults in serializer.errors.items()}


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
        faults = WishForm(fields).errors.as_data()
        assert {field: [fault.code for fault in found] for field, found in faults.items()} == codes


def test_what_is_left_empty_is_left_to_chance_everywhere() -> None:
    serializer, form = WishSerializer(data={}), WishForm(dict.fromkeys(WishForm().fields, ""))
    assert serializer.is_valid()
    assert form.is_valid()
    assert form.wish == serializer.wish == Wish(age_years=7.0)


def test_a_child_is_calm_unless_a_smile_is_asked_for() -> None:
    for sent, kept in (({}, "calm"), ({"expression": "calm"}, "calm"), ({"expression": "smiling"}, "smiling")):
        serializer, form, sliders = WishSerializer(data=sent), WishForm(sent), SketchSerializer(data={**SKETCH, **sent})
        assert serializer.is_valid()
        assert form.is_valid()
        assert sliders.is_valid()
        assert serializer.wish.expression == form.wish.expression == sliders.wish.expression == kept
    assert WishForm()["expression"].value() == "calm"


def test_no_sex_chosen_is_an_empty_one_from_the_page_to_the_row() -> None:
    serializer = WishSerializer(data={"sex": ""})
    assert serializer.is_valid()
    assert serializer.wish.sex == ""
    assert WishForm()["sex"].value() == ""


@pytest.mark.parametrize("missing", SKETCH)
def test_the_sliders_leave_nothing_open(missing: str) -> None:
    fields = {name: value for name, value in SKETCH.items() if name != missing}
    serializer = SketchSerializer(data=fields)
    assert not serializer.is_valid()
    assert [fault.code for fault in serializer.errors[missing]] == ["required"]
    assert StudioForm({**fields, "page": str(uuid4())}).has_error(missing, "required")


def test_a_sketch_shows_one_child_whatever_was_sent() -> None:
    sent: dict[str, Any] = {**SKETCH, "page": str(uuid4()), "siblings": "3", "identical": "on", "from_nose": "b"}
    form = StudioForm(sent)
    assert form.is_valid()
    assert form.wish == Wish(age_years=7.5, sex="boy", dominance=-0.25, seed=41, sources={"nose": "b"})
