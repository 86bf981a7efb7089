"""Health addresses. live: this process answers. ready: so do the database, the broker and both workers."""

from __future__ import annotations

from collections.abc import Callable

import dramatiq
import redis
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from babysite.heartbeat import KINDS, is_worker_alive

LIVE_PATH, READY_PATH = "/healthz/", "/healthz/ready/"
LIVE = {"live": True}


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse(LIVE)


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    checks = check_parts()
    is_ready = all(checks.values())
    return JsonResponse({"ready": is_ready, "checks": checks}, status=200 if is_ready else 503)


def check_parts() -> dict[str, bool]:
    checks: dict[str, Callable[[], bool]] = {"database": database_answers, "broker": broker_answers}
    checks |= {f"worker_{kind}": lambda kind=kind: is_worker_alive(kind) for kind in KINDS}  # type: ignore[misc]
    return {name: succeeds(check) for name, check in checks.items()}


def succeeds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, redis.RedisError):
        return False


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def broker_answers() -> bool:
    return bool(dramatiq.get_broker().client.ping())  # type: ignore[attr-defined]
