"""Times on pages, in emails and in names of files: at half past eight in Seoul it is still yesterday in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as site_settings
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import strip_tags

from accounts.models import Erasure, ErasureCause, User
from babysite import environment
from generation.emails import send_email
from generation.exporting.naming import name_of_child
from generation.models import Child

MORNING = datetime(2026, 11, 29, 23, 30, tzinfo=UTC)  # November 30, 8:30, in Seoul
SEOUL = "Asia/Seoul"


@pytest.fixture
def receipt(alice: User) -> str:
    row = Erasure.objects.create(
        person_id=uuid4(), owner_id=alice.pk, cause=ErasureCause.WITHDRAWN, requested_at=MORNING, erased_at=MORNING
    )
    return reverse("privacy:receipt", args=[row.pk])


def page(client: Client, address: str, *, zone: str | None, language: str = "en") -> str:
    if zone is not None:
        client.cookies[site_settings.TIME_ZONE_COOKIE_NAME] = zone
    return str(client.get(address, headers={"accept-language": language}).content.decode())


def test_the_visitors_own_zone_is_told_in_without_a_name(alice_client: Client, receipt: str) -> None:
    assert "Nov. 30, 2026, 8:30 AM\n" in page(alice_client, receipt, zone=SEOUL)
    assert "UTC" not in page(alice_client, receipt, zone=SEOUL)


def test_korean_says_morning_before_the_hour(alice_client: Client, receipt: str) -> None:
    assert "2026년 11월 30일 오전 8:30\n" in page(alice_client, receipt, zone=SEOUL, language="ko")
    assert "2026년 11월 29일 오후 11:30(UTC)</time>\n" in page(alice_client, receipt, zone="", language="ko")


@pytest.mark.parametrize(
    "zone", [None, "", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "asia/seoul\0", "x" * 3000]
)
def test_without_a_zone_it_is_the_sites_by_its_name(alice_client: Client, receipt: str, zone: str | None) -> None:
    assert "Nov. 29, 2026, 11:30 PM (UTC)" in page(alice_client, receipt, zone=zone)


def test_the_site_may_have_another_zone(alice_client: Client, receipt: str, settings: Any) -> None:
    settings.TIME_ZONE = SEOUL
    assert "Nov. 30, 2026, 8:30 AM (KST)" in page(alice_client, receipt, zone=None)
    assert "Nov. 29, 2026, 5:30 PM\n" in page(alice_client, receipt, zone="America/Chicago")


def test_a_zone_lasts_for_its_request_alone(alice_client: Client, receipt: str) -> None:
    page(alice_client, receipt, zone=SEOUL)
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_deadline_of_tomorrow_is_tomorrow_for_the_visitor() -> None:
    words = Template("{% load moments %}{{ at|day }} / {{ at|moment }}")
    with timezone.override(SEOUL):
        assert words.render(Context({"at": MORNING})) == "Nov. 30, 2026 / Nov. 30, 2026, 8:30 AM"
    told = strip_tags(words.render(Context({"at": MORNING})))
    assert told == "Nov. 29, 2026 (UTC) / Nov. 29, 2026, 11:30 PM (UTC)"


def test_where_the_zone_is_not_known_a_script_can_write_it_anew() -> None:
    words = Template(
        "{% load i18n moments %}{% blocktranslate with at=at|moment %}Until {{ at }}.{% endblocktranslate %}"
    )
    told = words.render(Context({"at": MORNING}))
    assert '<time datetime="2026-11-29T23:30:00+00:00" data-style="moment">Nov. 29, 2026, 11:30 PM (UTC)</time>' in told


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_time_ends_in_no_stop_of_its_own(language: str) -> None:
    with translation.override(language), timezone.override(SEOUL):
        for style in ("day", "moment"):
            told = Template(f"{{% load moments %}}{{{{ at|{style} }}}}.").render(Context({"at": MORNING}))
            assert told.endswith(".")
            assert not told.endswith("..")


def test_a_zone_without_letters_is_told_by_its_offset(settings: Any) -> None:
    settings.TIME_ZONE = "America/Sao_Paulo"
    words = strip_tags(Template("{% load moments %}{{ at|moment }}").render(Context({"at": MORNING})))
    assert words.endswith("8:30 PM (UTC-03)")


def test_emails_are_in_the_sites_zone_by_its_name_whoever_sends_them(
    alice: User, mailoutbox: list[Any], settings: Any
) -> None:
    settings.TIME_ZONE = SEOUL
    with timezone.override("America/Chicago"):
        send_email(to=alice, name="account_ends", link="account_login", at=MORNING)
    (email,) = mailoutbox
    assert "Nov. 30, 2026, 8:30 AM (KST)" in email.body
    assert "2026년 11월 30일 오전 8:30(KST)" in email.body


def test_a_child_in_an_export_is_named_by_the_sites_day(settings: Any) -> None:
    child = Child(pk=uuid4(), created_at=MORNING, sex="girl", age_years=7)
    assert name_of_child(child).startswith("2026-11-29-girl")
    settings.TIME_ZONE = SEOUL
    assert name_of_child(child).startswith("2026-11-30-girl")


def test_korean_dates_without_a_time_stay_djangos() -> None:
    with translation.override("ko"), timezone.override(SEOUL):
        assert Template("{% load moments %}{{ at|day }}").render(Context({"at": MORNING})) == "2026년 11월 30일"


@pytest.mark.parametrize("given", ["Seoul", "UTC+9", "KST"])
def test_a_zone_that_is_none_does_not_start_the_site(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("TIME_ZONE", given)
    with pytest.raises(ImproperlyConfigured, match="Asia/Seoul"):
        environment.time_zone("TIME_ZONE", "UTC")
