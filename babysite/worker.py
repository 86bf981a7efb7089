"""One worker process: Dramatiq's worker, or two of them.

    python -m babysite.worker heavy     one job at a time, and the studio's previews beside it; TensorFlow lives here
    python -m babysite.worker light     small tasks, beside them one export and one film to send at a time,
                                      and what happens at intervals

Not Dramatiq's own command line: its master process would be a second one to watch, and killed it leaves its workers
running. A fresh process by itself is what its --use-spawn is for (fork after TensorFlow hangs).
"""

from __future__ import annotations

import argparse
import copy
import importlib
import logging
import os
import signal
import threading

import django
import dramatiq
from dramatiq.worker import WORKER_TIMEOUT, Worker

from accounts.work import queues
from babysite import processes

logger = logging.getLogger(__name__)

NUM_THREADS = {queues.HEAVY: 1, queues.STUDIO: 1, queues.LIGHT: 2, queues.EXPORTS: 1, queues.FILMS: 1}
# By kind of process. A preview must not wait behind a job, so its queue has a worker and a thread of its own; the
# networks are loaded once and shared.
QUEUES = {"heavy": [queues.HEAVY, queues.STUDIO], "light": [queues.LIGHT, queues.EXPORTS, queues.FILMS]}
# How long an idle queue may go unlooked at. Dramatiq's own second would be felt under a slider.
POLL_MS = {queues.STUDIO: 60}
ACTOR_MODULES = [
    "accounts.guessing",
    "accounts.mail.tasks",
    "generation.jobs.tasks",
    "generation.studio.tasks",
    "generation.moderation.tasks",
    "generation.storage.discarding",
    "generation.exporting.tasks",
    "generation.sharing.tasks",
]
# A job that does not end by then is left to the next worker, which takes it up when its lease runs out.
STOP_TIMEOUT_MS = 5_000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=QUEUES)
    kind: str = parser.parse_args().kind

    processes.close_memory()
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    threading.excepthook = end_process
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "babysite.settings")
    django.setup()
    workers = make_workers(kind)
    run = run_heavy if kind == "heavy" else run_light
    # Beside the main thread, which only waits: it must hear signals while the networks load.
    threading.Thread(target=run, args=(workers, stopped), name=kind, daemon=True).start()
    stopped.wait()
    stop(workers)


def make_workers(kind: str) -> list[Worker]:
    for module in ACTOR_MODULES:
        importlib.import_module(module)
    broker = dramatiq.get_broker()
    broker.emit_after("process_boot")
    return [make_worker(broker, queue) for queue in QUEUES[kind]]


def make_worker(broker: dramatiq.Broker, queue: str) -> Worker:
    """A worker adds itself to the middleware of its broker, so each gets a copy of it, on the same connections."""
    broker = copy.copy(broker)
    broker.middleware = list(broker.middleware)
    worker = Worker(
        broker, queues={queue}, worker_threads=NUM_THREADS[queue], worker_timeout=POLL_MS.get(queue, WORKER_TIMEOUT)
    )
    worker.queue_prefetch = NUM_THREADS[queue]  # a message waits in the queue, where any worker can take it
    return worker


def run_heavy(workers: list[Worker], stopped: threading.Event) -> None:
    from babysite.heartbeat import start_heartbeat
    from generation.jobs.worker import warm_up

    warm_up()
    for worker in workers:
        worker.start()
    start_heartbeat("heavy", stopped)
    logger.info("The heavy worker is ready.")


def run_light(workers: list[Worker], stopped: threading.Event) -> None:
    from accounts.work.periodic import run_periodic_work
    from babysite.heartbeat import start_heartbeat

    for worker in workers:
        worker.start()
    start_heartbeat("light", stopped)
    logger.info("The light worker is ready.")
    run_periodic_work(stopped)


def stop(workers: list[Worker]) -> None:
    from generation.jobs.worker import leave

    leave()
    for worker in workers:
        worker.stop(timeout=STOP_TIMEOUT_MS)
    logging.shutdown()
    os._exit(0)  # a TensorFlow call that still runs in a thread would hold up an ordinary exit


def end_process(failure: threading.ExceptHookArgs) -> None:
    """A worker that lost one of its threads would look alive and do nothing. A fresh one is started in its place."""
    name = failure.thread.name if failure.thread else "unknown"
    trace = (failure.exc_type, failure.exc_value or failure.exc_type(), failure.exc_traceback)
    logger.critical("The thread %s failed, so this worker ends.", name, exc_info=trace)
    logging.shutdown()
    os._exit(1)


if __name__ == "__main__":
    main()
