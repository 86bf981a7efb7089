from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from generation.jobs.services import request_child
from generation.jobs.specs import ChildSpec
from generation.jobs.workflow import run_job
from generation.models import Child, Family, Job
from tests.generation.conftest import RequestFamily

pytestmark = pytest.mark.django_db(transaction=True)


def address(family: Family) -> str:
    return reverse("studio:page", args=[family.pk])


def value_of(page: str, name: str) -> str:
    (tag,) = re.findall(rf'<input[^>]*name="{name}"[^>]*id="studio_{name}"[^>]*>', page)
    found = re.search(r'value="([^"]*)"', tag)
    assert found
    return found[1]


def chosen_in(page: str) -> set[str]:
    """The chips of the sliders' own form."""
    sliders = page.split("data-studio")[1].split("</form>")[0]
    return set(re.findall(r'value="(\w+)"\s+checked', sliders))


@pytest.fixture
def particular_child(family: Family) -> Child:
    spec = ChildSpec(
        age_years=3.0, sex="boy", dominance=0.5, expression="smiling", seed=99, sources={"nose": "between"}
    )
    job = request_child(owner=family.owner, family=family, spec=spec, idempotency_key="particular")
    run_job(job.pk)
    return Child.objects.get(job=job)


def test_it_offers_every_slider_and_the_way_back(alice_client: Client, family: Family) -> None:
    page = alice_client.get(address(family)).content.decode()
    assert (value_of(page, "age_years"), value_of(page, "dominance")) == ("7.0", "0.0")
    assert chosen_in(page) in ({"girl", "calm"}, {"boy", "calm"})
    assert page.count('<select name="from_') == 20  # ten of it, ten of the form for who has no script
    assert f'data-preview-url="/families/{family.pk}/studio/preview/"' in page
    assert value_of(page, "page") in page.split("data-picture-url=")[1][:200]
    assert reverse("families:detail", args=[family.pk]) in page


def test_every_page_has_a_name_and_a_draw_of_its_own(alice_client: Client, family: Family) -> None:
    pages = [alice_client.get(address(family)).content.decode() for _ in range(2)]
    for name in ("page", "seed", "submission"):
        assert value_of(pages[0], name) != value_of(pages[1], name)


def test_it_keeps_a_child_through_the_ordinary_address(alice_client: Client, family: Family) -> None:
    page = alice_client.get(address(family)).content.decode()
    names = ("page", "seed", "submission", "age_years", "dominance")
    spec = {name: value_of(page, name) for name in names} | {"sex": "boy", "expression": "smiling", "from_hair": "a"}
    answer = alice_client.post(reverse("families:another", args=[family.pk]), spec)
    job = Job.objects.order_by("-created_at")[0]
    assert answer.headers["Location"] == reverse("jobs:detail", args=[job.pk])
    assert (job.sex, job.age_years, job.seed, job.sources) == ("boy", 7.0, int(spec["seed"]), {"hair": "a"})
    assert job.expression == "smiling"


def test_it_begins_with_the_child_that_shall_be_changed(
    alice_client: Client, family: Family, particular_child: Child
) -> None:
    page = alice_client.get(f"{address(family)}?child={particular_child.pk}").content.decode()
    spec = {name: value_of(page, name) for name in ("age_years", "dominance", "seed")}
    assert spec == {"age_years": "3.0", "dominance": "0.5", "seed": "99"}
    assert chosen_in(page) == {"boy", "smiling"}
    assert re.search(r'id="studio_from_nose".*?<option value="between" selected', page, re.DOTALL)
    assert reverse("gallery:image", args=[particular_child.pk]) in page


@pytest.mark.parametrize("nonsense", ["1", "x" * 300, "%00", "0b6f3c1e-8a52-4d0e-9f0c-2f1f6a3d7e55"])
def test_a_child_that_is_not_there_is_not_found(alice_client: Client, family: Family, nonsense: str) -> None:
    assert alice_client.get(f"{address(family)}?child={nonsense}").status_code == 404


def test_a_child_of_another_family_is_not_found(
    alice_client: Client, family: Family, request_family: RequestFamily, quick_engine: Any
) -> None:
    other = request_family()
    run_job(other.pk)
    child = Child.objects.get(job=other)
    assert alice_client.get(f"{address(family)}?child={child.pk}").status_code == 404


def test_before_the_parents_are_understood_it_leads_back_and_says_why(alice_client: Client, waiting_job: Job) -> None:
    answer = alice_client.get(address(waiting_job.family), follow=True)
    assert answer.redirect_chain == [(reverse("families:detail", args=[waiting_job.family_id]), 302)]
    assert "Imagine a first child" in answer.content.decode()


def test_the_family_and_its_children_lead_to_it(alice_client: Client, family: Family) -> None:
    child = Child.objects.get()
    assert (
        f'href="{address(family)}"' in alice_client.get(reverse("families:detail", args=[family.pk])).content.decode()
    )
    page = alice_client.get(reverse("gallery:child", args=[child.pk])).content.decode()
    assert f'href="{address(family)}?child={child.pk}"' in page


def test_a_family_that_is_not_understood_does_not_lead_to_it(alice_client: Client, waiting_job: Job) -> None:
    page = alice_client.get(reverse("families:detail", args=[waiting_job.family_id])).content.decode()
    assert "/studio/" not in page


def test_without_a_script_the_ordinary_form_is_there(alice_client: Client, family: Family) -> None:
    page = alice_client.get(address(family)).content.decode()
    plain = re.search(r'<div class="column without-script">(.*?)</form>', page, re.DOTALL)
    assert plain
    assert "need JavaScript" in plain[1]
    assert 'name="siblings"' in plain[1]


ASKED = {
    "sex": "boy",
    "age_years": "12.5",
    "dominance": "-0.25",
    "expression": "smiling",
    "seed": "41",
    "from_eyes": "b",
}


def test_the_address_of_a_child_shows_that_very_child(alice_client: Client, family: Family) -> None:
    page = alice_client.get(address(family), ASKED).content.decode()
    names = ("age_years", "dominance", "seed")
    assert {name: value_of(page, name) for name in names} == {name: ASKED[name] for name in names}
    assert chosen_in(page) == {"boy", "smiling"}
    assert re.search(r'id="studio_from_eyes".*?<option value="b" selected', page, re.DOTALL)
    assert "data-begin" in page


def test_what_the_address_leaves_open_is_that_of_the_child(
    alice_client: Client, family: Family, particular_child: Child
) -> None:
    page = alice_client.get(address(family), {"child": str(particular_child.pk), "age_years": "20"}).content.decode()
    assert (value_of(page, "age_years"), value_of(page, "seed")) == ("20", "99")
    assert chosen_in(page) == {"boy", "smiling"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"seed": "-1"},
        {"seed": "x" * 300},
        {"age_years": "nan"},
        {"age_years": "1e999"},
        {"dominance": "2"},
        {"sex": ""},
        {"expression": "\0"},
        {"from_eyes": "c"},
    ],
)
def test_an_address_that_no_slider_can_show_begins_anew(
    alice_client: Client, family: Family, wrong: dict[str, str]
) -> None:
    answer = alice_client.get(address(family), {**ASKED, **wrong})
    assert answer.status_code == 400
    assert answer.context["is_address_wrong"]
    assert value_of(answer.content.decode(), "age_years") == "7.0"


def test_until_the_first_preview_the_newest_child_is_shown(
    alice_client: Client, family: Family, particular_child: Child
) -> None:
    page = alice_client.get(address(family)).content.decode()
    assert reverse("gallery:image", args=[particular_child.pk]) in page
    assert "data-begin" in page


def test_a_child_to_be_changed_is_shown_as_it_is(alice_client: Client, family: Family, particular_child: Child) -> None:
    assert "data-begin" not in alice_client.get(f"{address(family)}?child={particular_child.pk}").content.decode()
