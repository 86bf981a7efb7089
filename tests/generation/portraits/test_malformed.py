"""The site's promise about hostile photos, measured on a real web process over a real connection."""

from __future__ import annotations

import logging
import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from generation.models import Family
from generation.storage.files import read_file
from tests.generation.conftest import files_in
from tests.generation.forms import NEW, family_form
from tests.generation.portraits.clean import assert_clean_jpeg
from tests.generation.portraits.malformed import malformed_files
from tests.generation.web_process import Answer, WebProcess, running_web_process

logger = logging.getLogger(__name__)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
CLIENTS = 3
NUM_WARM_UP = 30
LARGEST_GROWTH_MIB = 8.0
# Three at once of one account are as many as it may send, and one counts until its answer is gone.
NO_LIMITS = {"SUBMISSIONS_PER_HOUR": "1000", "OPEN_JOBS_PER_ACCOUNT": "1000", "UPLOADS_PER_ADDRESS": "6"}


@pytest.fixture
def web(alice: User, media: Path, tmp_path: Path) -> Iterator[WebProcess]:
    with running_web_process(tmp_path, alice, MEDIA_ROOT=str(media), **NO_LIMITS) as process:
        yield process


def refusals_in(page: str) -> list[str]:
    """Returns the errors beside the two photos."""
    places = re.findall(r'<div data-swap="photo_[ab]">(.*?)</div>', page, flags=re.DOTALL)
    assert len(places) == 2
    return [re.sub(r"<[^>]+>", "", place).strip() for place in places]


@pytest.mark.science
def test_three_hundred_malformed_files_are_refused_or_made_harmless(web: WebProcess, media: Path) -> None:
    files = [SimpleUploadedFile(f"{number}.jpg", data) for number, (_what, data) in enumerate(malformed_files())]
    pairs = list(zip(files[::2], files[1::2], strict=True))

    def send(pair: tuple[Any, Any]) -> Answer:
        return web.post(NEW, family_form(photo_a=pair[0], photo_b=pair[1]))

    began = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(send, pairs[:NUM_WARM_UP]))
        before = web.resident_mib()
        answers += pool.map(send, pairs[NUM_WARM_UP:])
    growth = web.resident_mib() - before
    refused = [refusals_in(answer.text) for answer in answers if answer.status == 400]
    num_refused = sum(bool(message) for messages in refused for message in messages)
    statuses = Counter(answer.status for answer in answers)
    logger.info(
        "%d files in %.0f s: answers %s, %d files refused with a message; the web process went from %.1f to %.1f MiB.",
        *(len(files), time.monotonic() - began, dict(statuses), num_refused, before, before + growth),
    )

    assert set(statuses) == {302, 400}
    assert all(any(messages) for messages in refused), "A refusal without a word."
    assert growth < LARGEST_GROWTH_MIB
    assert "Traceback" not in web.log.read_text()
    kept = files_in(media)
    assert len(kept) == 2 * Family.objects.count() == 2 * statuses[302]
    for name in kept:
        assert_clean_jpeg(read_file(name))
