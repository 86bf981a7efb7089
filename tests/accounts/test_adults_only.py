from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.adults import adult_age
from accounts.models import User
from babysite.paths import BASE_DIR
from tests.accounts.test_signing_up import sign_up


def test_the_box_is_there_and_nobody_ticked_it(client: Client) -> None:
    page = client.get(reverse("account_signup")).content.decode()
    box = page[page.index('name="is_adult"') :].split(">")[0]
    assert "checked" not in box
    assert "required" in box


def test_whoever_does_not_declare_gets_no_account(client: Client) -> None:
    assert sign_up(client, is_adult="").status_code == 200
    assert not User.objects.exists()


def test_the_declaration_is_kept_with_its_time(client: Client) -> None:
    sign_up(client)
    user = User.objects.get()
    assert user.adult_declared_at is not None
    assert user.adult_declared_at >= user.date_joined


@pytest.mark.parametrize(("years", "sentence"), [(18, "at least 18 years"), (19, "at least 19 years")])
def test_the_age_is_the_sites_setting(client: Client, settings: Any, years: int, sentence: str) -> None:
    settings.MINIMUM_AGE = years
    assert sentence in client.get(reverse("account_signup")).content.decode()


def test_whoever_signs_up_declares_the_age_that_is_asked_about_later(client: Client) -> None:
    assert adult_age() in client.get(reverse("account_signup")).content.decode()


@pytest.mark.parametrize("years", ["17", "0", "-1", "many", "1000"])
def test_a_site_for_minors_does_not_start(years: str) -> None:
    command = [sys.executable, "-c", "from django.conf import settings; settings.MINIMUM_AGE"]
    environment = os.environ | {"MINIMUM_AGE": years}
    said = subprocess.run(command, cwd=BASE_DIR, env=environment, capture_output=True, text=True)
    assert said.returncode != 0
    assert f"MINIMUM_AGE={years} is not a whole number from 18 to 99" in said.stderr


@pytest.mark.parametrize(
    ("years", "words"), [(18, "18 years old (19 in Korea)"), (19, "19 years old"), (20, "20 years old")]
)
def test_photos_are_asked_about_with_the_same_age(settings: Any, years: int, words: str) -> None:
    settings.MINIMUM_AGE = years
    assert adult_age() == words
    with translation.override("ko"):
        assert f"만 {years}세" in adult_age()
