"""More requests at once than the site can answer: some wait, the others are told when to come back."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import Counter
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.templatetags.static import static
from django.test import Client

from accounts.models import User
from babysite.asgi import application
from babysite.gate import Gate, Overloaded
from babysite.handler import GatedHandler
from babysite.health_answers import HealthAnswers
from tests.babysite.asking import ask
from tests.generation.web_process import running_web_process

HANDLER: GatedHandler = application.application_mapping["http"].application
NUM_AT_ONCE = 40
NOBODY = frozenset[str]()


class Occupied:
    """A gate of one thread that is busy until it is released."""

    def __init__(self, *, max_waiting: int) -> None:
        self.gate = Gate("test", num_threads=1, max_waiting=max_waiting)
        self.released = threading.Event()
        self.task = asyncio.create_task(self.gate.run(NOBODY, self.released.wait, 30))

    async def release(self) -> None:
        self.released.set()
        await self.task


@pytest.fixture
async def busy_site(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Occupied]:
    occupied = Occupied(max_waiting=0)
    await asyncio.sleep(0)
    monkeypatch.setattr(HANDLER, "_pages", occupied.gate)
    yield occupied
    await occupied.release()


async def test_a_few_wait_and_the_rest_is_refused_at_once() -> None:
    occupied = Occupied(max_waiting=2)
    await asyncio.sleep(0)
    waiting = [asyncio.create_task(occupied.gate.run(NOBODY, int, text)) for text in ("1", "2")]
    await asyncio.sleep(0)
    with pytest.raises(Overloaded):
        await occupied.gate.run(NOBODY, int, "3")
    await occupied.release()
    assert await asyncio.gather(*waiting) == [1, 2]
    assert await occupied.gate.run(NOBODY, int, "4") == 4


async def test_whoever_goes_away_while_waiting_leaves_the_queue() -> None:
    occupied = Occupied(max_waiting=1)
    await asyncio.sleep(0)
    done: list[int] = []
    gone = asyncio.create_task(occupied.gate.run(NOBODY, done.append, 1))
    await asyncio.sleep(0)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    stays = asyncio.create_task(occupied.gate.run(NOBODY, done.append, 2))
    await asyncio.sleep(0)
    await occupied.release()
    await stays
    assert done == [2]


async def test_a_failure_leaves_the_gate_open() -> None:
    gate = Gate("test", num_threads=1, max_waiting=0)
    for _time in range(3):
        with pytest.raises(ZeroDivisionError):
            await gate.run(NOBODY, divmod, 1, 0)
    assert await gate.run(NOBODY, int, "1") == 1


async def test_a_page_is_refused_with_the_time_to_come_back(busy_site: Occupied) -> None:
    english = await ask("GET", "/about/")
    korean = await ask("GET", "/about/", accept_language="ko")
    assert (english.status, korean.status) == (503, 503)
    assert int(english.headers["retry-after"]) > 0
    assert english.headers["cache-control"] == "no-store"
    assert int(english.headers["content-length"]) == len(english.body.encode())
    assert "default-src 'none'" in english.headers["content-security-policy"]
    assert ('lang="en"' in english.body, 'lang="ko"' in korean.body) == (True, True)


async def test_the_api_is_refused_with_a_code(busy_site: Occupied) -> None:
    answer = await ask("GET", "/api/families/")
    assert (answer.status, json.loads(answer.body)["error"]["code"]) == (503, "overloaded")


async def test_health_is_answered_meanwhile(busy_site: Occupied) -> None:
    assert (await ask("GET", "/healthz/")).status == 200


@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")  # whitenoise's answers, with any server
async def test_static_files_wait_for_no_page(busy_site: Occupied, static_files: None) -> None:
    HANDLER.load_middleware()  # looks at the files that are there, which may have been collected since the first time
    assert (await ask("GET", static("css/tokens.css"))).status == 200


@pytest.mark.django_db(transaction=True)
async def test_photos_have_threads_of_their_own(busy_site: Occupied, alice_client: Client) -> None:
    assert (await ask("POST", "/families/new/", client=alice_client)).status == 400


@pytest.mark.parametrize("path", ["/families/new/", "/api/families/", "/invitations/made-up.token/"])
async def test_whoever_may_send_no_photos_waits_with_the_pages(busy_site: Occupied, path: str) -> None:
    assert (await ask("POST", path)).status == 503


@pytest.mark.django_db(transaction=True)
async def test_passwords_of_links_have_a_thread_of_their_own(
    busy_site: Occupied, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await ask("POST", "/s/made-up/password/")).status == 404
    monkeypatch.setattr(HANDLER, "_passwords", busy_site.gate)
    assert (await ask("POST", "/s/made-up/password/")).status == 503


async def test_the_site_is_back_once_it_has_room(busy_site: Occupied) -> None:
    assert (await ask("GET", "/about/")).status == 503
    await busy_site.release()
    assert (await ask("GET", "/about/")).status == 200


@pytest.mark.django_db(transaction=True)
def test_many_at_once_share_a_few_connections_to_the_database(alice: User, tmp_path: Path) -> None:
    with running_web_process(tmp_path, alice, REQUESTS_AT_ONCE="2", UPLOADS_AT_ONCE="1") as web:

        def look(_number: int) -> int:
            return web.send("GET", "/families/", b"", content_type="").status

        with ThreadPoolExecutor(NUM_AT_ONCE) as pool:
            statuses = Counter(pool.map(look, range(NUM_AT_ONCE)))
        assert set(statuses) <= {200, 503}
        assert statuses[200] >= 2
        assert look(0) == 200
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid != pg_backend_pid()"
            )
            assert cursor.fetchone()[0] <= 2


async def test_an_unknown_address_beside_health_waits_like_any_page(busy_site: Occupied) -> None:
    assert (await ask("GET", "/healthz/unknown/")).status == 503


async def test_health_takes_no_other_method() -> None:
    answer = await ask("POST", "/healthz/")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


async def test_whether_it_is_ready_is_found_out_once_for_all_who_ask() -> None:
    asked: list[str] = []

    def check() -> dict[str, bool]:
        asked.append(threading.current_thread().name)
        return {"database": True}

    health = HealthAnswers(check)
    statuses: list[int] = []

    async def note(message: Any) -> None:
        statuses.append(message.get("status", 0))

    scope = {"method": "GET", "path": "/healthz/ready/"}
    for _round in range(2):
        await asyncio.gather(*(health.tell(scope, note) for _visitor in range(50)))
    assert statuses.count(200) == 100
    assert len(asked) == 1
    assert asked[0].startswith("health")


async def test_somebody_who_goes_away_takes_the_answer_from_nobody() -> None:
    released = threading.Event()
    health = HealthAnswers(lambda: {"database": released.wait(30)})
    told: list[Any] = []

    async def note(message: Any) -> None:
        told.append(message)

    scope = {"method": "GET", "path": "/healthz/ready/"}
    gone, stays = (asyncio.create_task(health.tell(scope, note)) for _visitor in range(2))
    await asyncio.sleep(0)
    gone.cancel()
    released.set()
    await stays
    assert told[0]["status"] == 200
