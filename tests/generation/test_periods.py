from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from generation.periods import periods


def test_they_say_in_words_what_the_settings_say(settings: Any) -> None:
    settings.PHOTO_DAYS, settings.UNKEPT_HOURS = 1, 48
    with translation.override("en"):
        said = {period.what: period.how_long for period in periods()}
    assert said["Photos, and the faces cut out of them"] == "1 day after the last picture."
    assert (
        said["All of the above, if one of the parents did not agree to keeping it"]
        == "48 hours after the last picture."
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "expected"), [("en", "7 days after the last picture."), ("ko", "7일")])
def test_the_page_about_the_site_shows_them(client: Client, language: str, expected: str) -> None:
    assert expected in client.get(reverse("about"), headers={"accept-language": language}).content.decode()


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"PHOTO_DAYS": "0"}, "PHOTO_DAYS=0 is not a whole number from 1 to 36500"),
        ({"RESULT_DAYS": "soon"}, "RESULT_DAYS=soon is not a whole number"),
        ({"NOTICE_DAYS": "180"}, "NOTICE_DAYS=180 is not below RESULT_DAYS, which is 180"),
        ({"IDLE_ACCOUNT_DAYS": "7"}, "NOTICE_DAYS=14 is not below IDLE_ACCOUNT_DAYS, which is 7"),
        ({"PHOTO_DAYS": "200"}, "PHOTO_DAYS=200 is not below RESULT_DAYS, which is 180"),
        ({"UNKEPT_HOURS": "5000"}, "UNKEPT_HOURS=5000 is not below RESULT_DAYS in hours, which is 4320"),
        ({"SITE_URL": "babysite.example"}, "SITE_URL=babysite.example is not an address such as https://"),
    ],
)
def test_nonsense_is_refused_at_the_start(given: dict[str, str], complaint: str) -> None:
    found = subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; settings.DEBUG"],
        cwd=settings.BASE_DIR,
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode != 0
    assert complaint in found.stderr
