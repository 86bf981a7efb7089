from __future__ import annotations

import importlib
import json
import threading
from itertools import chain

import dramatiq
import pytest
from django.test import Client

from babysite.heartbeat import KINDS, client, is_worker_alive, key_of, start_heartbeat
from babysite.worker import ACTOR_MODULES, QUEUES
from tests.babysite.running_site import wait_for
from tests.babysite.web_process import exchange, running_web


def ask(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()


def test_live_asks_nothing_of_the_servers(client: Client) -> None:
    assert client.get("/healthz/").json() == {"live": True}


@pytest.mark.django_db
def test_it_is_not_ready_without_its_workers() -> None:
    client().delete(*[key_of(kind) for kind in KINDS])
    response = Client().get("/healthz/ready/")
    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "checks": {"database": True, "broker": True, "worker_heavy": False, "worker_light": False},
    }


@pytest.mark.django_db
def test_it_is_ready_while_both_workers_give_signs_of_life() -> None:
    for kind in KINDS:
        client().set(key_of(kind), 1, ex=60)
    try:
        response = Client().get("/healthz/ready/")
    finally:
        client().delete(*[key_of(kind) for kind in KINDS])
    assert response.status_code == 200
    assert response.json()["ready"] is True


@pytest.mark.usefixtures("servers")
def test_a_worker_that_leaves_takes_its_sign_of_life_along() -> None:
    stopped = threading.Event()
    start_heartbeat("light", stopped)
    wait_for(lambda: is_worker_alive("light"), what="a sign of life")
    stopped.set()
    wait_for(lambda: not is_worker_alive("light"), seconds=4, what="no sign of life")


def test_health_may_not_be_kept_by_anyone(client: Client) -> None:
    assert "no-store" in client.get("/healthz/")["Cache-Control"]


def test_pages_are_served_while_database_and_broker_are_away(static_files: None) -> None:
    dead = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none", "REDIS_URL": "redis://127.0.0.1:9/0"}
    with running_web(**dead) as listening:
        status, answer = exchange(listening, ask("/healthz/ready/"))
        assert status == 503
        checks = json.loads(answer.partition(b"\r\n\r\n")[2])["checks"]
        assert not any(checks.values())
        assert exchange(listening, ask("/healthz/"))[0] == 200
        assert exchange(listening, ask("/"))[0] == 200


def test_every_queue_has_a_worker_and_every_worker_says_that_it_lives() -> None:
    for module in ACTOR_MODULES:
        importlib.import_module(module)
    served = set(chain.from_iterable(QUEUES.values()))
    assert dramatiq.get_broker().get_declared_queues() == served
    assert set(QUEUES) == set(KINDS)
