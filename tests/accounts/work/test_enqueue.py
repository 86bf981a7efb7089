from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import dramatiq
import pytest
from django.conf import settings
from dramatiq.errors import BrokerConnectionError
from redis.exceptions import RedisError

from accounts.mail.tasks import send_waiting_email
from accounts.work import queues
from accounts.work.enqueue import enqueue

pytestmark = pytest.mark.usefixtures("servers")

QUEUES = {queues.HEAVY, queues.STUDIO, queues.LIGHT, queues.EXPORTS, queues.FILMS}


def waiting_messages() -> int:
    return int(dramatiq.get_broker().client.llen(f"babysite:dramatiq:{queues.LIGHT}"))  # type: ignore[attr-defined]


def test_a_message_reaches_the_queue_of_its_actor() -> None:
    before = waiting_messages()
    assert enqueue(send_waiting_email, "5", lost="An email waits")
    assert waiting_messages() == before + 1
    dramatiq.get_broker().flush_all()


@pytest.mark.parametrize("error", [BrokerConnectionError("away"), RedisError("away"), OSError("away")])
def test_a_broker_that_is_away_stops_nobody_and_is_logged(
    error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_args: Any, **_kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(dramatiq.get_broker(), "enqueue", away)
    assert not enqueue(send_waiting_email, "5", lost="An email waits")
    assert "An email waits: the broker does not answer." in caplog.text


def test_messages_are_sent_in_one_place() -> None:
    """Everywhere else a broker that is away would have to be thought of again."""
    sources = [path for app in ("accounts", "generation") for path in (settings.BASE_DIR / app).rglob("*.py")]
    handling = [path for path in sources if imports_broker_error(path)]
    assert [path.name for path in handling] == ["enqueue.py"]


def imports_broker_error(path: Path) -> bool:
    imports = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)]
    return any(node.module == "dramatiq.errors" for node in imports)


def test_every_actor_has_one_of_the_queues() -> None:
    names = {actor.queue_name for actor in dramatiq.get_broker().actors.values()}
    assert names <= QUEUES
