"""The page of a share link: what is on it, in which language, and how heavy it is."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client

from generation.models import Child, Family, PermissionKind, ShareLink
from generation.sharing.services import permit
from generation.sharing.tokens import address_of
from tests.generation.sharing.conftest import make_link

pytestmark = pytest.mark.django_db

MAX_PAGE_BYTES = 60_000


def sibling_of(child: Child, **changes: Any) -> Child:
    """Returns another child of the same job and, unless something is changed, of the same draw."""
    fields = {field.attname: getattr(child, field.attname) for field in Child._meta.concrete_fields}
    return Child.objects.create(**{**fields, "pk": uuid4(), "position": child.job.children.count(), **changes})


def siblings_on(link: ShareLink) -> list[list[float]]:
    page = Client().get(address_of(link))
    return [[shown.child.age_years for shown in ages] for ages in page.context["siblings"]]


def test_the_same_child_at_several_ages_is_one_pile(agreed: Family, child: Child) -> None:
    older = sibling_of(child, age_years=21.0)
    other = sibling_of(child, age_years=21.0, seed=child.seed + 1)
    assert siblings_on(make_link(older, other, child)) == [[child.age_years, 21.0], [21.0]]


def test_identical_twins_are_two_children(agreed: Family, child: Child) -> None:
    twin = sibling_of(child)
    assert siblings_on(make_link(child, twin)) == [[child.age_years], [child.age_years]]


@pytest.mark.parametrize("change", [{"sex": "boy"}, {"dominance": 0.5}, {"shares": {"eyes": 0.9}}])
def test_another_draw_is_another_child(agreed: Family, child: Child, change: dict[str, Any]) -> None:
    assert len(siblings_on(make_link(child, sibling_of(child, age_years=21.0, **change)))) == 2


def test_the_page_is_in_the_language_of_the_browser_or_of_its_cookie(link: ShareLink, settings: Any) -> None:
    visitor = Client()
    page = visitor.get(address_of(link), headers={"Accept-Language": "ko-KR,ko;q=0.9"})
    assert page.headers["Content-Language"] == "ko"
    assert {each.strip() for each in page.headers["Vary"].split(",")} == {"Accept-Language", "Cookie"}
    assert not page.cookies
    visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = visitor.get(address_of(link), headers={"Accept-Language": "ko"})
    assert page.headers["Content-Language"] == "en"


def test_the_page_is_light_without_its_pictures(filmed: ShareLink) -> None:
    permit(filmed, filmed.family.parent_a, [PermissionKind.PHOTO])
    page = Client().get(address_of(filmed)).content.decode()
    linked = re.findall(r'(?:<link rel="(?:icon|stylesheet)" href|<script type="module" src)="/static/([^"]+)"', page)
    assert len(linked) == 4
    num_bytes = len(page.encode()) + sum(staticfiles_storage.size(name) for name in linked)
    assert num_bytes <= MAX_PAGE_BYTES


def test_three_queries_make_the_page(filmed: ShareLink, django_assert_num_queries: Any) -> None:
    visitor = Client()
    with django_assert_num_queries(3):
        visitor.get(address_of(filmed))
