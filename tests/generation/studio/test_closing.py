from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from generation.models import Family, StudioPage
from generation.storage.sweeping import sweep_files
from generation.studio.closing import ABANDONED, close_pages
from tests.generation.conftest import files_in
from tests.generation.studio.conftest import Draw
from tests.generation.studio.specs import picture_of

pytestmark = pytest.mark.django_db(transaction=True)


def age(page: StudioPage, by: timedelta) -> None:
    StudioPage.objects.filter(pk=page.pk).update(asked_at=timezone.now() - by)


def test_a_page_that_was_left_leaves_no_preview(draw: Draw, media: Path) -> None:
    before = files_in(media)
    age(draw(), ABANDONED + timedelta(minutes=1))
    assert close_pages() == 1
    assert (StudioPage.objects.count(), files_in(media)) == (0, before)


def test_a_page_in_use_keeps_it(alice_client: Client, family: Family, draw: Draw) -> None:
    age(draw(), ABANDONED - timedelta(minutes=1))
    assert close_pages() == 0
    assert alice_client.get(picture_of(family)).status_code == 200


def test_a_preview_that_a_page_shows_is_no_stray(draw: Draw, media: Path) -> None:
    draw()
    sweep_files()
    before = files_in(media)
    for name in before:
        then = time.time() - 24 * 3600
        os.utime(media / name, (then, then))
    assert sweep_files() == 0
    assert files_in(media) == before
