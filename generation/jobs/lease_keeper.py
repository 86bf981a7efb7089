"""`python -m generation.jobs.lease_keeper`: renews one job's lease while its worker lives, and watches the clock.

A process of its own, because a thread starves while TensorFlow holds the interpreter. It ends by itself when its
stdin closes, which also happens when the worker is killed: then nobody renews, and the job is given to another.
Past the hard limit it ends the lease with a reason and kills the worker, whatever that is stuck in.

stdin: one line of JSON {"connect", "job_id", "fence", "lease_seconds", "hard_limit_seconds"}, then nothing until the
worker is done. Django is not loaded: this must cost little, once per job.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from typing import Any

import psycopg2

RENEW = """
    UPDATE generation_job SET lease_until = now() + %(lease_seconds)s * interval '1 second'
    WHERE id = %(job_id)s AND fence = %(fence)s AND state = 'running'
"""
GIVE_UP = """
    UPDATE generation_job SET lease_until = now() - interval '1 second', error_code = 'took_too_long'
    WHERE id = %(job_id)s AND fence = %(fence)s AND state = 'running'
"""


def execute(order: dict[str, Any], statement: str) -> None:
    connection = psycopg2.connect(**order["connect"])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement, order)
    finally:
        connection.close()


def worker_is_done(timeout_seconds: float) -> bool:
    readable, _, _ = select.select([sys.stdin], [], [], timeout_seconds)
    return bool(readable)


def keep(order: dict[str, Any], worker_pid: int) -> None:
    deadline = time.monotonic() + order["hard_limit_seconds"]
    interval = order["lease_seconds"] / 3
    while not worker_is_done(min(interval, max(0.0, deadline - time.monotonic()))):
        late = time.monotonic() >= deadline
        try:
            execute(order, GIVE_UP if late else RENEW)
        except psycopg2.OperationalError as error:
            sys.stderr.write(f"The lease of job {order['job_id']} could not be renewed just now: {error}\n")
        if late:
            os.kill(worker_pid, signal.SIGKILL)
            return


def main() -> None:
    worker_pid = os.getppid()
    # A Ctrl-C reaches the whole group; the worker decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    keep(json.loads(sys.stdin.readline()), worker_pid)


if __name__ == "__main__":
    main()
