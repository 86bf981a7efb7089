"""The photo that a portrait named itself becomes its first photo, and the way back works too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from generation.models import Job, PortraitPhoto

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE, AFTER = "0003_the_name_of_lpips", "0006_one_place_for_photos"


def migrate_to(name: str) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate([("generation", name)])
    return executor.loader.project_state([("generation", name)]).apps


@pytest.fixture(autouse=True)
def forward_again() -> Iterator[None]:
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_photos_move_there_and_back(waiting_job: Job) -> None:
    named = {photo.portrait_id: photo.original.name for photo in PortraitPhoto.objects.all()}
    old = migrate_to(BEFORE).get_model("generation", "Portrait")
    assert {portrait.pk: portrait.original.name for portrait in old.objects.all()} == named
    migrate_to(AFTER)
    assert {photo.portrait_id: photo.original.name for photo in PortraitPhoto.objects.all()} == named
