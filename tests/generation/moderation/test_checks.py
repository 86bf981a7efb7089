from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import Tags, run_checks

from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(settings: Any) -> Any:
    settings.CAN_SEND_MAIL = True
    return settings


def warned() -> set[str]:
    found = run_checks(tags=[Tags.database], databases=["default"])
    assert all(each.hint for each in found if str(each.id).startswith("generation."))
    return {str(each.id) for each in found if str(each.id).startswith("generation.")}


def test_a_site_with_links_and_nobody_who_decides_is_warned(db: None) -> None:
    assert warned() == {"generation.W001"}


def test_one_moderator_who_may_is_enough(moderator: User) -> None:
    assert warned() == set()
    User.objects.filter(pk=moderator.pk).update(is_active=False)
    assert warned() == {"generation.W001"}


def test_a_site_without_email_is_warned(moderator: User, site: Any) -> None:
    site.CAN_SEND_MAIL = False
    assert warned() == {"generation.W002"}


def test_a_site_without_links_needs_neither(site: Any) -> None:
    site.LINKS_PER_ACCOUNT, site.CAN_SEND_MAIL = 0, False
    assert warned() == set()


def test_nothing_is_asked_of_the_database_otherwise(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        run_checks(include_deployment_checks=False)
