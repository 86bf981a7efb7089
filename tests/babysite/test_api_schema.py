"""The description of the API, asked for in a process that has just started."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.urls import resolve

COLD = """
import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

os.environ["DJANGO_SETTINGS_MODULE"] = "babysite.settings"
import django

django.setup()
from django.test import RequestFactory
from django.urls import resolve

barrier, view = Barrier(8), resolve("/api/schema/").func

def ask(_number):
    barrier.wait()
    return view(RequestFactory().get("/api/schema/")).render().content

with ThreadPoolExecutor(8) as pool:
    answers = set(pool.map(ask, range(8)))
assert len(answers) == 1 and len(answers.pop()) > 1000
"""


def test_the_first_eight_requests_at_the_same_moment_are_answered_alike() -> None:
    subprocess.run([sys.executable, "-c", COLD], cwd=settings.BASE_DIR, check=True)


@pytest.mark.parametrize("query", ["?version=%0a7", "?version=7", "?lang=xx", "?lang=%00"])
def test_nothing_in_the_address_changes_it(query: str) -> None:
    answers = [
        resolve("/api/schema/").func(RequestFactory().get(f"/api/schema/{asked}")).render() for asked in (query, "")
    ]
    assert answers[0].content == answers[1].content
    assert answers[0].headers["Content-Disposition"] == answers[1].headers["Content-Disposition"]


def test_each_language_has_its_own() -> None:
    korean, english = (
        resolve("/api/schema/").func(RequestFactory().get(f"/api/schema/?lang={language}")).render()
        for language in ("ko", "en")
    )
    assert korean.content != english.content
