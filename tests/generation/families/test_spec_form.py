"""The choices under "More": kept when they make sense, named and shown when they don't, and nobody has to make any."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from generation import engine
from generation.families.choices import SOURCE_FIELDS
from generation.models import Job
from generation.traits import TRAIT_LABELS
from tests.generation.brought_generator import bring_generator, choose
from tests.generation.forms import assert_nothing_stored, send

pytestmark = pytest.mark.django_db
SAMPLE = "/families/sample/"


@pytest.fixture
def address(waiting_job: Job) -> str:
    return reverse("families:another", args=[waiting_job.family_id])


@pytest.fixture
def family_page(waiting_job: Job) -> str:
    return reverse("families:detail", args=[waiting_job.family_id])


def newest() -> Job:
    return Job.objects.order_by("-created_at")[0]


def text_of(page: Any) -> str:
    return str(page.content.decode())


def is_more_open(page: Any) -> bool:
    (tag,) = re.findall(r'<details class="more"\s*([^>]*)>', text_of(page))
    return "open" in tag


MORE = {
    "siblings": "3",
    "years_apart": "2",
    "dominance": "-0.25",
    "expression": "smiling",
    "age_years": "6.5",
    "seed": "7",
    "from_eyes": "a",
    "from_hair_color": "between",
    "from_nose": "",
}


def assert_all_is_kept(job: Job) -> None:
    assert (job.siblings, job.identical, job.dominance, job.age_years, job.seed) == (3, False, -0.25, 6.5, 7)
    assert job.years_apart == 2
    assert (job.expression, job.sources) == ("smiling", {"eyes": "a", "hair_color": "between"})


def test_every_choice_for_another_child_is_kept(alice_client: Client, address: str) -> None:
    assert alice_client.post(address, {"age": "teen", **MORE}).status_code == 302
    assert_all_is_kept(newest())


def test_every_choice_for_a_new_family_is_kept(alice_client: Client, media: Path) -> None:
    assert send(alice_client, **MORE).status_code == 302
    assert_all_is_kept(newest())


def test_every_choice_for_the_sample_couple_is_kept(alice_client: Client, media: Path) -> None:
    assert alice_client.post(SAMPLE, MORE).status_code == 302
    assert_all_is_kept(newest())


def test_whoever_chooses_nothing_gets_one_child_by_chance(alice_client: Client, address: str) -> None:
    nothing = {
        "siblings": "",
        "dominance": "",
        "expression": "",
        "age_years": "",
        "seed": "",
        **dict.fromkeys(SOURCE_FIELDS, ""),
    }
    for fields in ({}, nothing):
        assert alice_client.post(address, fields).status_code == 302
        job = newest()
        assert (job.siblings, job.identical, job.dominance, job.age_years, job.sources) == (1, False, 0.0, 7.0, {})
        assert job.expression == "calm"


@pytest.mark.parametrize(("siblings", "expected"), [({}, 2), ({"siblings": "1"}, 2), ({"siblings": "3"}, 3)])
def test_identical_twins_are_asked_for_by_a_box_alone(
    alice_client: Client, address: str, siblings: dict[str, str], expected: int
) -> None:
    alice_client.post(address, {**siblings, "identical": "on"})
    assert (newest().siblings, newest().identical) == (expected, True)


@pytest.mark.parametrize("trait", engine.TRAITS)
@pytest.mark.parametrize("source", engine.SOURCES)
def test_each_trait_may_come_from_anywhere(alice_client: Client, address: str, trait: str, source: str) -> None:
    alice_client.post(address, {f"from_{trait}": source})
    assert newest().sources == {trait: source}


def test_every_trait_has_a_name_for_people() -> None:
    assert tuple(TRAIT_LABELS) == engine.TRAITS


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"siblings": "0"}, "Choose 1 to 8 children."),
        ({"siblings": "9"}, "Choose 1 to 8 children."),
        ({"siblings": "1.5"}, "Choose 1 to 8 children."),
        ({"siblings": "two"}, "Choose 1 to 8 children."),
        ({"siblings": "9" * 5000}, "Choose 1 to 8 children."),
        ({"dominance": "1.01"}, "Enter a number from -1"),
        ({"dominance": "-2"}, "Enter a number from -1"),
        ({"dominance": "nan"}, "Enter a number from -1"),
        ({"dominance": "inf"}, "Enter a number from -1"),
        ({"dominance": "father"}, "Enter a number from -1"),
        ({"expression": "grim"}, "Choose calm or smiling."),
        ({"age_years": "-0.1"}, "Enter an age from 0 to 25 years"),
        ({"age_years": "25.1"}, "Enter an age from 0 to 25 years"),
        ({"age_years": "nan"}, "Enter an age from 0 to 25 years"),
        ({"age_years": "1e999"}, "Enter an age from 0 to 25 years"),
        ({"age_years": "six"}, "Enter an age from 0 to 25 years"),
        ({"seed": "-1"}, "Enter a whole number from 0 to 4294967295"),
        ({"seed": "4294967296"}, "Enter a whole number from 0 to 4294967295"),
        ({"seed": "1.5"}, "Enter a whole number from 0 to 4294967295"),
        ({"seed": "1\0"}, "Enter a whole number from 0 to 4294967295"),
        ({"from_eyes": "c"}, "Choose a, b or between, or nothing to leave it to chance. Received: c"),
        ({"from_hair": "A"}, "Choose a, b or between, or nothing to leave it to chance. Received: A"),
        ({"from_jaw": "<b>"}, "Received: &lt;b&gt;"),
    ],
)
def test_nonsense_is_named_and_shown(alice_client: Client, address: str, fields: dict[str, str], sentence: str) -> None:
    page = alice_client.post(address, fields)
    assert page.status_code == 400
    assert sentence in text_of(page)
    assert "error-summary" in text_of(page)
    assert is_more_open(page)
    assert Job.objects.count() == 1


@pytest.mark.parametrize("fields", [{"age_years": "0"}, {"age_years": "25"}, {"siblings": "8"}, {"seed": "4294967295"}])
def test_what_the_sentences_allow_is_taken(alice_client: Client, address: str, fields: dict[str, str]) -> None:
    assert alice_client.post(address, fields).status_code == 302


def test_an_unknown_trait_is_passed_over(alice_client: Client, address: str) -> None:
    assert alice_client.post(address, {"from_feet": "a"}).status_code == 302
    assert newest().sources == {}


def test_nonsense_makes_no_family(alice_client: Client, media: Path) -> None:
    assert send(alice_client, from_eyes="nobody").status_code == 400
    assert_nothing_stored(media)


def test_more_is_folded_away_until_it_is_wanted(alice_client: Client, family_page: str) -> None:
    for page in (family_page, SAMPLE, "/families/new/"):
        assert not is_more_open(alice_client.get(page))


def test_a_fault_elsewhere_leaves_it_folded(alice_client: Client, address: str) -> None:
    chosen_for_them = {"siblings": "1", "years_apart": "0", "dominance": "0", "expression": "calm"}
    untouched = {**chosen_for_them, "age_years": "", "seed": "", "from_eyes": ""}
    assert not is_more_open(alice_client.post(address, {"sex": "octopus", **untouched}))


def test_what_was_chosen_stays_in_sight_after_a_fault_elsewhere(alice_client: Client, address: str) -> None:
    page = alice_client.post(address, {"sex": "octopus", "siblings": "1", "dominance": "0.5"})
    assert is_more_open(page)
    assert 'value="0.5"' in text_of(page)


def test_a_smile_that_was_chosen_stays_in_sight_after_a_fault_elsewhere(alice_client: Client, address: str) -> None:
    page = alice_client.post(address, {"sex": "octopus", "siblings": "1", "dominance": "0", "expression": "smiling"})
    assert is_more_open(page)
    assert re.search(r'value="smiling"\s+checked', text_of(page))


def test_a_new_form_has_the_calm_one_chosen(alice_client: Client, family_page: str) -> None:
    for page in (family_page, SAMPLE, "/families/new/"):
        text = text_of(alice_client.get(page))
        assert re.search(r'name="expression"\s+value="calm"\s+checked', text)
        assert re.search(r'name="expression"\s+value="smiling"\s+>', text)


def test_the_choices_name_the_parents(alice_client: Client, family_page: str) -> None:
    assert {"From Ada", "From Ben"} <= set(re.findall(r"From \w+", text_of(alice_client.get(family_page))))
    assert {"From Mina", "From Jun"} <= set(re.findall(r"From \w+", text_of(alice_client.get(SAMPLE))))
    assert "From the first parent" in text_of(alice_client.get("/families/new/"))


def test_a_generator_whose_traits_nobody_measured_offers_none(
    alice_client: Client, address: str, family_page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, tmp_path, "mine")
    bring_generator(tmp_path)
    assert "from_eyes" not in text_of(alice_client.get(family_page))
    page = alice_client.post(address, {"from_eyes": "a"})
    assert page.status_code == 400
    assert "can only be left to chance" in text_of(page)
    assert alice_client.post(address, {"siblings": "2", "dominance": "1"}).status_code == 302


def test_a_page_opens_while_the_generator_is_missing(
    alice_client: Client, family_page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, tmp_path, "gone")
    assert "from_eyes" not in text_of(alice_client.get(family_page))
