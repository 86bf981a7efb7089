"""A new FileField has to be known to the sweep, to the vault, to the command that encrypts, and to the export."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import FileField

from accounts.models import User
from generation.exporting.description import describe
from generation.exporting.scope import scope_of
from generation.jobs.workflow import run_job
from generation.models import Export, Job, PortraitPhoto, SharePicture, StudioPage
from generation.storage.files import store_file
from generation.storage.sweeping import sweep_files
from generation.storage.vault.header import MAGIC
from generation.storage.vault.holders import holders_of
from tests.generation.conftest import files_in
from tests.generation.sharing.conftest import make_link

pytestmark = pytest.mark.django_db(transaction=True)

FIELDS = [
    (model, field.name)
    for model in apps.get_models()
    for field in model._meta.get_fields()
    if isinstance(field, FileField)
]
# An export holds all but itself.
NOT_EXPORTED = [(Export, "file")]


@pytest.fixture
def names(film_job: Job, alice: User, media: Path) -> list[str]:
    """Names of a file for each of FIELDS, in a row that names it."""
    sweep_files()  # at the first start, which marks the folder as this site's
    run_job(film_job.pk)
    family = film_job.family
    photo = PortraitPhoto.objects.filter(portrait__person=family.parent_a).get()
    photo.cut_outs = store_file(photo.portrait.folder, "faces", "jpg", b"faces")
    photo.save()
    preview = store_file(family.folder, "studio", "jpg", b"preview")
    StudioPage.objects.create(family=family, page=family.pk, preview=preview)
    link = make_link(family.child_rows.get())
    picture = store_file(family.folder, "share-square", "jpg", b"picture")
    SharePicture.objects.create(link=link, format="square", file=picture)
    export = Export.objects.create(account=alice, people=[str(person.pk) for person in family.parents])
    export.file = store_file(export.folder, "export", "zip", b"export")
    export.save()
    return [
        str(model._default_manager.exclude(**{field: ""}).values_list(field, flat=True)[0]) for model, field in FIELDS
    ]


def grow_old(media: Path) -> None:
    then = time.time() - 24 * 3600
    for name in files_in(media):
        os.utime(media / name, (then, then))


def test_the_sweep_spares_what_each_of_them_names_and_takes_what_it_named(names: list[str], media: Path) -> None:
    grow_old(media)
    assert sweep_files() == 0
    for (model, field), name in zip(FIELDS, names, strict=True):
        model._default_manager.filter(**{field: name}).update(**{field: ""})
        assert sweep_files() == 1, f"{model.__name__}.{field}"
        assert not (media / name).exists()


def test_the_vault_knows_whose_keys_each_of_them_needs(names: list[str], media: Path) -> None:
    for name in names:
        assert holders_of(name)
        assert (media / name).read_bytes().startswith(MAGIC)


def test_the_export_holds_each_of_them(names: list[str], alice: User) -> None:
    exported = set(describe(scope_of(alice)).files.values())
    left_out = [field for field, name in zip(FIELDS, names, strict=True) if name not in exported]
    assert left_out == NOT_EXPORTED
