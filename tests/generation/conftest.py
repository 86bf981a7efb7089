from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import dramatiq
import pytest
from django.conf import settings as site_settings

from accounts.models import ConsentBasis, Purpose, User
from accounts.people.consents import get_consent_text
from generation import engine
from generation.families.services import NewParent, create_family
from generation.jobs.claims import claim_job
from generation.jobs.services import request_film
from generation.jobs.specs import ChildSpec
from generation.jobs.workflow import work_on
from generation.models import Job, Quality
from generation.portraits import decoder, uploads
from tests.cast import QUICK_HASHERS
from tests.generation.pictures import picture_file
from tests.generation.quick_engine import NUM_STEPS, PATCHED, QuickEngine
from tests.private_storage import keep_files_in


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = QUICK_HASHERS


@pytest.fixture(autouse=True)
def quick_decoder(monkeypatch: pytest.MonkeyPatch) -> None:
    decode_here(monkeypatch)


def decode_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Photos are read by the same lines as ever, without a process for each, and not screened: half a second for a form
    of two.
    """

    def read(data: bytes, told: Mapping[str, Any]) -> bytes:
        limits = {"max_bytes": site_settings.MAX_UPLOAD_BYTES, "max_pixels": site_settings.MAX_UPLOAD_PIXELS}
        verdict, picture = decoder.answer({**limits, **told}, data)
        return json.dumps(verdict).encode() + b"\n" + picture

    monkeypatch.setattr(uploads, "_run_decoder", read)
    monkeypatch.setattr(site_settings, "SCREEN_UPLOADS", False)


@pytest.fixture(autouse=True)
def clean_broker(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empties the broker, so that a test does not find messages of another."""
    yield
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        dramatiq.get_broker().flush_all()


@pytest.fixture
def media(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty private storage, so that a test can say which files are left."""
    folder = tmp_path / "media"
    folder.mkdir()
    keep_files_in(folder, monkeypatch)
    return folder


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def quick_engine(monkeypatch: pytest.MonkeyPatch) -> QuickEngine:
    quick = QuickEngine()
    for name in PATCHED:
        monkeypatch.setattr(engine, name, getattr(quick, name))
    return quick


RequestFamily = Callable[..., Job]


@pytest.fixture
def request_family(alice: User, media: Path) -> RequestFamily:
    """Asks, as the form does, for a family of two and its first child."""

    def ask(
        *,
        owner: User = alice,
        key: str | None = None,
        spec: ChildSpec | None = None,
        num_photos: int = 1,
        quality: Quality = Quality.STANDARD,
        names: tuple[str, str] = ("Ada", "Ben"),
    ) -> Job:
        parents = tuple(
            NewParent(
                name=name,
                photos=tuple(picture_file(seed=number + 2 * photo) for photo in range(num_photos)),
                consent_basis=ConsentBasis.ATTESTED,
                consents=(get_consent_text(Purpose.COMPUTE, "en"),),
            )
            for number, name in enumerate(names)
        )
        return create_family(
            owner=owner,
            parents=parents,  # type: ignore[arg-type]
            spec=spec or ChildSpec(age_years=7.0),
            idempotency_key=key or str(uuid4()),
            quality=quality,
        )

    return ask


@pytest.fixture
def waiting_job(request_family: RequestFamily) -> Job:
    return request_family()


def do_job(job: Job) -> None:
    """Does a job as a worker does, but without a lease keeper, which would be one more process for quick work."""
    claim = claim_job(job.pk)
    assert claim
    work_on(claim)


@pytest.fixture
def done_job(waiting_job: Job, quick_engine: QuickEngine) -> Job:
    """A job done by the whole workflow, with all files, but with quick networks."""
    quick_engine.num_steps = 1
    do_job(waiting_job)
    quick_engine.num_steps = NUM_STEPS
    waiting_job.refresh_from_db()
    return waiting_job


@pytest.fixture
def film_job(done_job: Job) -> Job:
    """A film job for the one child of a finished job; not begun."""
    return request_film(done_job.children.get())
