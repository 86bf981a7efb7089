"""Every address and every command that hands out a drawn picture hands it out marked. One that is new fails here."""

from __future__ import annotations

import argparse
import inspect
import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import partial
from io import BytesIO
from itertools import repeat
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.contrib.admindocs.views import simplify_regex
from django.test import Client
from django.urls import URLResolver, get_resolver

from accounts.models import ConsentBasis, Invitation, Person, User
from babysite.paths import BASE_DIR
from generation import engine
from generation.consent.links import token_of
from generation.exporting.services import request_export
from generation.exporting.workflow import make_export
from generation.jobs.specs import ChildSpec
from generation.models import Family, Job, PermissionKind, ShareLink, StudioPage
from generation.provenance.marks import find_mark
from generation.provenance.signing import known_signers
from generation.sharing.pictures.formats import PictureFormat
from generation.sharing.pictures.layout import layout_of
from generation.sharing.services import ask_for_picture, permit
from generation.sharing.tokens import token_of as share_token_of
from generation.sharing.workflow import draw_picture
from generation.storage.files import read_file
from generation.studio.workflow import render_preview
from ml_core import __main__, films, images, life_films
from ml_core.cli import child, grow, project, sheet, verify, weights
from ml_core.contracts import Picture
from ml_core.marks.credentials import media_type_of, read
from ml_core.marks.metadata import TRAINED_MODEL, find_source_type
from ml_core.marks.watermark import PUBLIC_KEY, Watermark
from tests.cast import signed_in
from tests.generation.access.addresses import fill_in
from tests.generation.access.world import invite
from tests.generation.conftest import do_job
from tests.generation.provenance.test_marks import has_words
from tests.generation.quick_engine import RESOLUTION, QuickEngine
from tests.generation.sharing.conftest import agree_to_publishing, make_link

pytestmark = pytest.mark.django_db

# What calls one of these hands out files.
SERVING = {"serve_picture", "serve_film", "serve_jpeg", "serve_archive", "zip_of"}
# Pictures that people keep and send, with the words; pictures on the site's own pages, without; photos and parts of
# them, which nobody drew; and archives. An address that serves files is in one of them, decided by whoever adds it
# (docs/decisions/0051).
KEPT = {
    "/children/<uuid:child_id>/image/",
    "/children/<uuid:child_id>/film/",
    "/children/<uuid:child_id>/film/animation/",
    "/children/<uuid:child_id>/film/poster/",
    "/children/<uuid:child_id>/film/strip/",
    "/invitations/<str:token>/children/<uuid:child_id>/",
    "/s/<str:token>/<int:number>.jpg",
    "/s/<str:token>/<int:number>.mp4",
    "/s/<str:token>/<int:number>-poster.jpg",
    "/s/<str:token>/<int:number>-ages.jpg",
}
# Faces on paper, with the words where their format has them.
MADE_TO_BE_SENT = {
    "/links/<uuid:link_id>/pictures/<slug:slug>/": PictureFormat.SQUARE,
    "/s/<str:token>/card.jpg": PictureFormat.CARD,
}
SHOWN = {
    "/children/<uuid:child_id>/thumbnail/",
    "/families/<uuid:family_id>/studio/pictures/<uuid:page_id>/",
    "/jobs/<uuid:job_id>/preview/<str:slot>/",
    "/portraits/<uuid:portrait_id>/reconstruction/",
    "/s/<str:token>/<int:number>-small.jpg",
}
PHOTOS = {
    "/portraits/<uuid:portrait_id>/aligned/",
    "/portraits/photos/<uuid:photo_id>/",
    "/portraits/photos/<uuid:photo_id>/faces/<int:number>/",
    "/invitations/<str:token>/photos/<uuid:photo_id>/",
    "/invitations/<str:token>/face/",
    "/s/<str:token>/parent-<str:slot>.jpg",
    "/invitations/<str:token>/photos/<uuid:photo_id>/faces/<int:number>/",
}
ARCHIVES = {
    "/privacy/export/<uuid:export_id>/",
    "/children/albums/<uuid:album_id>/pictures.zip",
    "/children/pictures.zip",
    "/children/selected/",
}
# What a moderator sees, after a reason: the files that others were shown, or hardly anything of them.
LOOKED_AT = {
    "/moderation/cases/<uuid:case_id>/blurred/<str:shown>/",
    "/moderation/cases/<uuid:case_id>/picture/<str:shown>/",
}
# 256 pixels of an animated WebP are too few and too coarse for it.
WITHOUT_INVISIBLE_MARK = "image/webp"
# The commands that draw, and those that draw nothing.
PHOTO_IN_EXPORT = re.compile(r"^people/.*/(photo|crop)[^/]*\.jpg$")
DRAWING, NOT_DRAWING = {child, grow, project, sheet}, {verify, weights}
REAL_GROW_UP = engine.grow_up
# Neither dark nor light, so that words stand out, and with some texture.
FACE = images.resize(np.random.default_rng(5).integers(80, 150, (64, 64, 3)).astype(np.uint8), 512)


class Still:
    """A life in which nothing changes."""

    ages_years = (1.0, 25.0)
    children = (SimpleNamespace(pixels=FACE),)

    def pictures(self, number: int, **_listeners: object) -> Iterator[Picture]:
        return repeat(FACE, number)

    def strip(self) -> Picture:
        return images.resize(FACE, RESOLUTION)


@pytest.fixture
def everything(film_job: Job, media: Path, quick_engine: QuickEngine, monkeypatch: pytest.MonkeyPatch) -> Job:
    """A family with a child, its film, a sketch in the studio and an export. The film is written as the site's are."""
    monkeypatch.setattr(engine, "grow_up", REAL_GROW_UP)
    monkeypatch.setattr(engine, "_pipeline", lambda: SimpleNamespace(grow_up=lambda *_codes, **_listeners: Still()))
    monkeypatch.setattr(life_films, "save", partial(life_films.save, seconds=life_films.MIN_SECONDS))
    do_job(film_job)
    page = StudioPage.objects.create(family=film_job.family, page=uuid4(), number=1)
    render_preview(page.pk, 1, ChildSpec(age_years=7.0))
    return film_job


@pytest.fixture
def addresses(everything: Job, alice: User, bob: User) -> dict[str, tuple[Client, str]]:
    """For each address of a drawn picture, who may ask there, and what for."""
    invite(everything.family.parent_b, account=bob)
    link = link_of_all(everything.family)
    values = {
        "child_id": everything.film_of_id,
        "family_id": everything.family_id,
        "job_id": everything.pk,
        "portrait_id": everything.family.parent_a.portrait.pk,
        "page_id": StudioPage.objects.get().page,
        "slot": "a",
        "token": token_of(Invitation.objects.get().pk),
        "link_id": link.pk,
        "slug": "square",
        "number": 0,
    }
    of_alice, of_bob = signed_in(alice), signed_in(bob)
    of_others = {"/s/": (Client(), {**values, "token": share_token_of(link)}), "/invitations/": (of_bob, values)}
    found = {}
    for address in KEPT | SHOWN | MADE_TO_BE_SENT.keys():
        head = f"/{address.split('/')[1]}/"
        client, filled = of_others.get(head, (of_alice, values))
        found[address] = (client, fill_in(address, filled))
    return found


def link_of_all(family: Family) -> ShareLink:
    """Returns a link to the children, their films and a picture to send."""
    Person.objects.filter(pk=family.parent_a_id).update(consent_basis=ConsentBasis.SELF)
    link = make_link(*family.child_rows.all(), shows_films=True)
    for person in Person.objects.filter(pk__in=[person.pk for person in family.parents]):
        agree_to_publishing(person)
        permit(link, person, [PermissionKind.PREVIEW])
    for picture_format in (PictureFormat.SQUARE, PictureFormat.CARD):
        draw_picture(ask_for_picture(link, picture_format).pk)
    return link


def test_every_address_that_serves_files_is_known() -> None:
    serving = {address for address, names in _called_at(get_resolver().url_patterns) if SERVING & names}
    known = KEPT | SHOWN | PHOTOS | ARCHIVES | LOOKED_AT | MADE_TO_BE_SENT.keys()
    assert serving == known, "Say above what leaves there."


def test_files_are_served_by_nothing_else() -> None:
    """A view that answered with a picture of its own would be in no list."""
    own = {
        address
        for address, names in _called_at(get_resolver().url_patterns)
        if {"FileResponse", "serve"} & names or ("read_file" in names and not SERVING & names)
    }
    assert own == set()


def test_every_drawn_picture_leaves_marked(addresses: Mapping[str, tuple[Client, str]]) -> None:
    for address, (client, path) in addresses.items():
        answer = client.get(path)
        assert answer.status_code == 200, address
        assert answer.headers["Content-Type"] == media_type_of(answer.content), address
        assert_marked(answer.content, address, is_kept=address in KEPT)
        if address in MADE_TO_BE_SENT:
            assert has_label(images.read_picture(answer.content), MADE_TO_BE_SENT[address]), address


def test_the_faces_on_the_sites_own_pages_are_marked() -> None:
    """Static files can't carry the mark of one site: these are the same on all."""
    images_of_site = BASE_DIR / "static" / "img"
    faces = [*images_of_site.glob("sample-*"), *images_of_site.glob("couples/*")]
    assert len(faces) == 16
    for face in faces:
        data = face.read_bytes()
        assert find_source_type(data) == TRAINED_MODEL, face.name
        assert Watermark(PUBLIC_KEY).find(images.read_picture(data)), face.name


def test_every_drawn_picture_of_an_export_is_marked(everything: Job, alice: User) -> None:
    export = request_export(account=alice)
    make_export(export.pk)
    export.refresh_from_db()
    with zipfile.ZipFile(BytesIO(read_file(str(export.file.name)))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    pictures = {name: data for name, data in files.items() if media_type_of(data)}
    unsigned = {name for name, data in pictures.items() if read(data).origin == "none"}
    assert all(PHOTO_IN_EXPORT.search(name) for name in unsigned), unsigned
    assert len(pictures) - len(unsigned) >= 5
    for name in pictures.keys() - unsigned:
        assert_marked(pictures[name], name, is_kept=False)


def test_every_command_that_draws_marks() -> None:
    """What it writes is tried in `tests/ml_core`; here only that none is forgotten."""
    commands = argparse.ArgumentParser().add_subparsers()
    for command in DRAWING | NOT_DRAWING:
        command.add_parser(commands)
    can_leave_words_out = {name for name, parser in commands.choices.items() if "--no-label" in parser.format_help()}
    assert can_leave_words_out == {command.__name__.rpartition(".")[2] for command in DRAWING}
    for command in DRAWING:
        assert "marks_of(" in inspect.getsource(command)
    assert {each for each in vars(__main__).values() if inspect.ismodule(each) and hasattr(each, "add_parser")} == (
        DRAWING | NOT_DRAWING
    )


def assert_marked(data: bytes, where: str, *, is_kept: bool) -> None:
    """is_kept: the words are looked for too."""
    assert find_source_type(data) == TRAINED_MODEL, where
    assert read(data, known_signers())[::2] == ("ours", TRAINED_MODEL), where
    picture = _first_picture(data)
    if media_type_of(data) != WITHOUT_INVISIBLE_MARK:
        assert find_mark(picture) is not None, where
    if is_kept:
        assert has_words(picture), where


def has_label(picture: Picture, picture_format: PictureFormat) -> bool:
    """Light letters on a dark plate, where the layout has it."""
    plate = engine.label_plate(picture_format.size, "both")
    middle = layout_of(picture_format, 1, has_captions=False).label
    left, top = middle.x - plate.width // 2, middle.y - plate.height // 2
    part = picture[top : top + plate.height, left : left + plate.width].min(axis=2)
    return bool(part.max() > 230 and np.mean(part < 100) > 0.4)


def _first_picture(data: bytes) -> Picture:
    if media_type_of(data) != "video/mp4":
        return images.read_picture(data)
    with NamedTemporaryFile(suffix=".mp4") as file:
        file.write(data)
        file.flush()
        return films.first_picture(Path(file.name))


def _called_at(patterns: Any, prefix: str = "") -> Iterator[tuple[str, set[str]]]:
    """Yields each address with the names that its view uses."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _called_at(pattern.url_patterns, route)
        else:
            code = getattr(inspect.unwrap(pattern.callback), "__code__", None)
            yield simplify_regex(route), set(code.co_names) if code else set()
