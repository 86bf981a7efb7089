"""How long the moderators' pages take with many open cases: `python -m benchmarks.case_queue [--out FILE]`.

Measured in this process on a PostgreSQL of its own, in a minute: everything between a request and its answer but the
network. On a machine that does something else too, what compares is the processor's time of this process with the
database's own time beside it.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User

RESULTS = Path(__file__).parent / "results"
NUM_CASES, NUM_OWNERS, REQUESTS = 5000, 500, 40
PAGES = {
    "first": "/moderation/",
    "last": "/moderation/?page=100",
    "reason": "/moderation/?reason=minor",
    "older_than_a_week": "/moderation/?age=7",
    "mine": "/moderation/?mine=on",
    "decided": "/moderation/?state=decided",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.case_queue", description=__doc__)
    parser.add_argument("--out", type=Path, default=None, help="default: benchmarks/results/case-queue-DATE.json")
    given: Path | None = parser.parse_args().out
    from tests.environment import prepare_environment, running_servers

    prepare_environment()
    with running_servers():
        figures = _measure_on_a_database_of_its_own()
    from benchmarks import machine  # imports TensorFlow

    out = given or RESULTS / f"case-queue-{machine.today()}.json"
    out.write_text(json.dumps({"machine": machine.describe(), **figures}, indent=2) + "\n")
    sys.stdout.write(out.read_text() + f"{out}\n")


def _measure_on_a_database_of_its_own() -> dict[str, Any]:
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    from babysite import staticfiles

    staticfiles.collect()
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        return _measure()
    finally:
        teardown_databases(databases, verbosity=0)


def _measure() -> dict[str, Any]:
    from tests.cast import signed_in
    from tests.generation.moderation.queue_rows import second_moderator

    moderator = second_moderator()
    case_id = _make_cases(moderator)
    client = signed_in(moderator)
    pages = {**PAGES, "case": f"/moderation/cases/{case_id}/"}
    return {"cases": NUM_CASES, "pages": {name: _measure_page(client, address) for name, address in pages.items()}}


def _make_cases(moderator: User) -> Any:
    """Makes cases of all kinds. Returns the id of one with as many reports as a page lists."""
    from django.utils import timezone

    from accounts.encryption import encrypt
    from accounts.models import User
    from generation.models import Case, CaseState, Reason, Report

    now, reasons = timezone.now(), list(Reason)
    owners = User.objects.bulk_create([User(email=f"owner-{number}@example.org") for number in range(NUM_OWNERS)])
    states = [CaseState.NEW, CaseState.TAKEN, CaseState.APPEALED, CaseState.NEW]
    cases = Case.objects.bulk_create(
        Case(
            owner=owners[number % NUM_OWNERS],
            reason=reasons[number % len(reasons)],
            state=states[number % len(states)],
            taken_by=moderator if number % 40 == 1 else None,
            num_reports=1 + number % 5,
            due_at=now + timedelta(minutes=number - NUM_CASES // 2),
        )
        for number in range(NUM_CASES)
    )
    # As many again are decided.
    Case.objects.bulk_create(
        Case(owner=owner, reason=Reason.OTHER, state=CaseState.DECIDED, due_at=now, decided_at=now)
        for owner in owners
        for _ in range(NUM_CASES // NUM_OWNERS)
    )
    for number, case in enumerate(cases):
        case.opened_at = now - timedelta(hours=number % 400)
    Case.objects.bulk_update(cases, ["opened_at"], batch_size=1000)
    words = encrypt("What somebody wrote.")
    Report.objects.bulk_create(
        Report(case=cases[1], reason=Reason.OTHER, encrypted_words=words, language="en") for _ in range(50)
    )
    return cases[1].pk


def _measure_page(client: Client, address: str) -> dict[str, float]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        if client.get(address).status_code != 200:
            raise SystemExit(f"{address} was refused.")
        queries = list(asked.captured_queries)
    seconds, processor = [], []
    for _ in range(REQUESTS):
        begun, begun_here = time.perf_counter(), time.process_time()
        client.get(address)
        seconds.append(time.perf_counter() - begun)
        processor.append(time.process_time() - begun_here)
    return {
        "queries": len(queries),
        "p50_ms": _in_ms(median(seconds)),
        "p95_ms": _in_ms(quantiles(seconds, n=20)[-1]),
        "own_processor_p95_ms": _in_ms(quantiles(processor, n=20)[-1]),
        "database_ms": _in_ms(sum(_seconds_in_database(query["sql"]) for query in queries)),
    }


def _seconds_in_database(sql: str) -> float:
    """Returns the shortest of some runs, by the database's own clock: what a machine that does nothing else takes."""
    from django.db import connection

    if not sql.startswith("SELECT"):
        return 0.0
    with connection.cursor() as cursor:
        times = []
        for _ in range(5):
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}")
            (plan,) = cursor.fetchone()[0]
            times.append(plan["Planning Time"] + plan["Execution Time"])
    return float(min(times)) / 1000


def _in_ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


if __name__ == "__main__":
    main()
