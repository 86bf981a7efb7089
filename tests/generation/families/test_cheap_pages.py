"""What is kept between pages shows nobody anything of somebody else's, and says the same as it would anew."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from generation.families.selectors import get_families_for
from generation.families.spec_form import ChildSpecForm
from generation.models import Child, Job, Portrait, PortraitState
from generation.models.prototypes import once_per_thread
from generation.page_addresses import page_address
from generation.templatetags.child_spec import FIRST, SUBMISSION, child_spec
from generation.templatetags.portraits import face

PAIRS = [("Ada", "Ben"), ("<b>Ada", '"Ben" & co'), ("שרה", "Ben"), (FIRST, SUBMISSION), ("", "{{ Ben }}")]
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("has_invited", [False, True])
@pytest.mark.parametrize("names", PAIRS)
def test_fields_that_were_kept_are_those_of_the_form(names: tuple[str, str], has_invited: bool, language: str) -> None:
    with translation.override(language):
        form = ChildSpecForm(names=names, has_invited=has_invited)
        kept = child_spec(form)
        anew = render_to_string("partials/child_spec.html", {"form": form})
    assert UUID.sub("", kept) == UUID.sub("", anew)


def test_each_form_has_a_submission_of_its_own() -> None:
    found = {UUID.search(child_spec(ChildSpecForm())) for _time in range(2)}
    assert None not in found
    assert len({match[0] for match in found if match}) == 2


@pytest.mark.django_db
def test_an_address_is_that_of_django(waiting_job: Job) -> None:
    for view in ("families:detail", "jobs:detail", "gallery:child", "portraits:aligned"):
        assert page_address(view, waiting_job.pk) == reverse(view, args=[waiting_job.pk])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("files", "shown"),
    [
        ({"aligned": "a.jpg", "reconstruction": "r.jpg"}, "portraits:aligned"),
        ({"aligned": "", "reconstruction": "r.jpg"}, "portraits:reconstruction"),
        ({"aligned": "", "reconstruction": ""}, ""),
    ],
)
def test_a_face_is_shown_as_far_as_it_is_known(waiting_job: Job, files: dict[str, str], shown: str) -> None:
    portrait = waiting_job.family.parent_a.portrait
    for name, value in files.items():
        setattr(portrait, name, value)
    html = face(portrait, '<i>"Ada"')
    assert ("awaited" in html) == (not shown)
    assert not shown or reverse(shown, args=[portrait.pk]) in html
    assert "<i>" not in html
    assert "awaited" in face(None, "")


@pytest.mark.django_db
def test_each_account_gets_its_own_families(alice: User, charlie: User, waiting_job: Job) -> None:
    assert [family.pk for family in get_families_for(alice)] == [waiting_job.family_id]
    assert list(get_families_for(charlie)) == []
    waiting_job.family.delete()
    assert list(get_families_for(alice)) == []


def test_a_queryset_is_put_together_once_in_each_thread() -> None:
    made: list[int] = []

    @once_per_thread
    def children() -> QuerySet[Child]:
        made.append(threading.get_ident())
        return Child.objects.filter(position=0)

    assert children() is not children()
    thread = threading.Thread(target=children)
    thread.start()
    thread.join()
    assert len(made) == len(set(made)) == 2


@pytest.mark.django_db
def test_the_pages_ask_the_database_a_few_times(
    alice_client: Client, done_job: Job, django_assert_max_num_queries: Any
) -> None:
    Portrait.objects.update(state=PortraitState.PROJECTED)
    for address, most in {
        reverse("families:list"): 9,
        reverse("families:detail", args=[done_job.family_id]): 11,
        reverse("gallery:child", args=[done_job.child_id]): 8,
    }.items():
        with django_assert_max_num_queries(most):
            assert alice_client.get(address).status_code == 200
