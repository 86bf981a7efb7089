from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from accounts.models import Purpose, User
from accounts.people.services import withdraw_consent
from generation import engine
from generation.families.services import delete_family
from generation.jobs.specs import ChildSpec
from generation.models import Family, Portrait, StudioPage
from generation.storage.files import discard_files
from generation.studio import workflow
from generation.studio.tasks import clear_couple_cache
from tests.generation.conftest import files_in
from tests.generation.quick_engine import QuickEngine
from tests.generation.studio.conftest import Draw
from tests.generation.studio.specs import picture_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def errors(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The errors that pages receive; "" for a preview."""
    told: list[str] = []
    monkeypatch.setattr(workflow, "announce", lambda _page, _number, error="": told.append(error))
    return told


def previews_in(media: Path) -> list[str]:
    return [name for name in files_in(media) if "/studio-" in name]


def test_the_owner_sees_a_small_picture(alice_client: Client, family: Family, draw: Draw) -> None:
    draw()
    answer = alice_client.get(picture_of(family) + "?v=1")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    with Image.open(io.BytesIO(answer.content)) as image:
        assert (image.format, image.size) == ("JPEG", (256, 256))


def test_it_shows_what_was_asked_for(draw: Draw, quick_engine: QuickEngine) -> None:
    draw(sex="boy", dominance=0.5, expression="smiling", seed=8, sources={"jaw": "a"})
    (request,) = quick_engine.previewed
    assert (request.sex, request.dominance, request.seed, request.sources) == ("boy", 0.5, 8, {"jaw": "a"})
    assert request.expression == "smiling"


def test_the_next_one_takes_its_place(alice_client: Client, family: Family, draw: Draw, media: Path) -> None:
    draw(1)
    first = alice_client.get(picture_of(family)).content
    draw(2)
    assert len(previews_in(media)) == 1
    assert alice_client.get(picture_of(family)).content != first


@pytest.mark.parametrize("version", ["2", "999999999"])
def test_what_is_not_drawn_yet_is_not_there(alice_client: Client, family: Family, draw: Draw, version: str) -> None:
    draw(1)
    assert alice_client.get(f"{picture_of(family)}?v={version}").status_code == 404


@pytest.mark.parametrize("version", ["", "-1", "1.5", "²", "9" * 400, "%00"])
def test_a_nonsense_version_is_no_version(alice_client: Client, family: Family, draw: Draw, version: str) -> None:
    draw(1)
    assert alice_client.get(f"{picture_of(family)}?v={version}").status_code == 200


def test_what_was_overtaken_is_dropped_unseen(
    family: Family, draw: Draw, quick_engine: QuickEngine, errors: list[str]
) -> None:
    page = draw(5)
    workflow.render_preview(page.pk, 4, ChildSpec(age_years=3.0))
    assert [request.age_years for request in quick_engine.previewed] == [7.0]
    assert errors == [""]


def test_a_message_that_comes_twice_changes_nothing(draw: Draw, media: Path) -> None:
    before = draw(1).preview.name
    assert draw(1).preview.name == before
    assert len(previews_in(media)) == 1


def test_a_page_that_has_gone_wants_nothing(draw: Draw, quick_engine: QuickEngine, errors: list[str]) -> None:
    page = draw()
    StudioPage.objects.all().delete()
    workflow.render_preview(page.pk, 1, ChildSpec(age_years=3.0))
    assert (len(quick_engine.previewed), errors) == (1, [""])


def test_a_closed_account_is_drawn_nothing(alice: User, draw: Draw, quick_engine: QuickEngine) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    draw()
    assert quick_engine.previewed == []


def test_a_family_deleted_meanwhile_leaves_no_preview(
    family: Family, quick_engine: QuickEngine, media: Path, errors: list[str]
) -> None:
    quick_engine.at_step = lambda stage, step: delete_family(family, deleted_by=family.owner)
    page = StudioPage.objects.create(family=family, page="11111111-2222-4333-8444-555555555555", number=1)
    workflow.render_preview(page.pk, 1, ChildSpec(age_years=3.0))
    assert files_in(media) == []
    assert errors == []


def test_deleting_a_family_takes_its_previews_along_and_the_worker_forgets(
    alice: User, family: Family, draw: Draw, media: Path, quick_engine: QuickEngine
) -> None:
    draw()
    delete_family(family, deleted_by=alice)
    assert (files_in(media), StudioPage.objects.count()) == ([], 0)
    clear_couple_cache()
    assert quick_engine.forgotten == 1


def test_codes_that_are_just_being_deleted_are_no_error(
    family: Family, quick_engine: QuickEngine, draw: Draw, errors: list[str]
) -> None:
    discard_files([Portrait.objects.get(person=family.parent_a).latent.name])
    assert not draw().preview
    assert errors == []


def test_nobody_is_drawn_who_no_longer_agrees(
    alice: User, family: Family, draw: Draw, quick_engine: QuickEngine, errors: list[str]
) -> None:
    withdraw_consent(person=family.parent_b, withdrawn_by=alice, purpose=Purpose.COMPUTE)
    draw()
    assert (quick_engine.previewed, errors) == ([], ["consent_missing"])


def test_codes_of_another_generator_are_never_read(
    draw: Draw, monkeypatch: pytest.MonkeyPatch, quick_engine: QuickEngine, errors: list[str]
) -> None:
    monkeypatch.setattr(engine, "generator_fingerprint", lambda: "another")
    draw()
    assert (quick_engine.previewed, errors) == ([], ["not_understood"])


@pytest.mark.parametrize(
    ("error", "code"),
    [(engine.InputError("no traits"), "refused"), (engine.ResourceError("no weights"), "unavailable")],
)
def test_what_cannot_be_drawn_is_told(
    draw: Draw, monkeypatch: pytest.MonkeyPatch, errors: list[str], error: Exception, code: str
) -> None:
    def fail(*_args: object) -> None:
        raise error

    monkeypatch.setattr(engine, "preview_child", fail)
    assert not draw().preview
    assert errors == [code]


def test_what_nobody_foresaw_is_told_and_not_hidden(
    draw: Draw, monkeypatch: pytest.MonkeyPatch, errors: list[str]
) -> None:
    def fail(*_args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(engine, "preview_child", fail)
    with pytest.raises(ZeroDivisionError):
        draw()
    assert errors == ["failed"]
