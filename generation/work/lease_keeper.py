"""`python -m generation.work.lease_keeper`: renews one row's lease while its worker lives, and watches the clock.

A process of its own, because a thread starves while TensorFlow holds the interpreter. It ends by itself when its
stdin closes, which also happens when the worker is killed: then nobody renews, and the row is given to another.
Past the hard limit it ends the lease with a reason and kills the worker, whatever that is stuck in.

stdin: one line of JSON {"connect", "table", "row", "lease_seconds", "hard_limit_seconds", "last_words"}, then "pause"
and "resume" in turn, a line each, around time that does not count, until the worker is done. row: what the row holds
while the claim does, by column. last_words: columns of the reason. Django is not loaded: this must cost little, once
per job.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from io import FileIO, RawIOBase
from typing import Any

import psycopg2
from psycopg2 import sql

RESUME, DONE = b"resume\n", b""


def renew(order: dict[str, Any]) -> None:
    _update(order, until=order["lease_seconds"], fields={})


def give_up(order: dict[str, Any]) -> None:
    _update(order, until=-1, fields=order["last_words"])


def _update(order: dict[str, Any], *, until: float, fields: dict[str, str]) -> None:
    """Updates the row while its claim holds. until: the end of the lease, in seconds from now."""
    row: dict[str, Any] = order["row"]
    lease = sql.SQL("lease_until = now() + {} * interval '1 second'").format(sql.Literal(until))
    statement = sql.SQL("UPDATE {} SET {} WHERE {}").format(
        sql.Identifier(order["table"]),
        sql.SQL(", ").join([lease, *_pairs(fields)]),
        sql.SQL(" AND ").join(_pairs(row)),
    )
    connection = psycopg2.connect(**order["connect"])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()


def _pairs(values: dict[str, Any]) -> list[sql.Composed]:
    return [sql.SQL("{} = {}").format(sql.Identifier(name), sql.Literal(value)) for name, value in values.items()]


def wait_for_word(words: RawIOBase, timeout_seconds: float) -> bytes | None:
    """Returns the next line, nothing once the worker is done, and None after the timeout."""
    readable, _, _ = select.select([words], [], [], max(0.0, timeout_seconds))
    return words.readline() if readable else None


def hold_lease(order: dict[str, Any], words: RawIOBase, worker_pid: int) -> None:
    left, interval = order["hard_limit_seconds"], order["lease_seconds"] / 3
    is_counted, seen_at = True, time.monotonic()
    renew_at = seen_at + interval
    while True:
        until_renewal = renew_at - seen_at
        word = wait_for_word(words, min(until_renewal, left) if is_counted else until_renewal)
        now = time.monotonic()
        left -= now - seen_at if is_counted else 0.0
        seen_at = now
        if word == DONE:
            return
        if word is not None:
            is_counted = word == RESUME
            continue
        is_late = is_counted and left <= 0
        try:
            give_up(order) if is_late else renew(order)
        except psycopg2.OperationalError as error:
            sys.stderr.write(f"The lease of {order['row']['id']} could not be renewed just now: {error}\n")
        if is_late:
            os.kill(worker_pid, signal.SIGKILL)
            return
        renew_at = now + interval


def main() -> None:
    worker_pid = os.getppid()
    # A Ctrl-C reaches the whole group; the worker decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    words = FileIO(sys.stdin.fileno())  # a buffer would hide lines from select
    hold_lease(json.loads(words.readline()), words, worker_pid)


if __name__ == "__main__":
    main()
