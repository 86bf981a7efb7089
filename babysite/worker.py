"""One worker process: Dramatiq's worker on one queue.

    python -m babysite.worker heavy     one job at a time; TensorFlow lives here
    python -m babysite.worker light     small tasks, and the housekeeping beside them

Not Dramatiq's own command line: its master process would be a second one to watch, and killed it leaves its workers
running. A fresh process by itself is what its --use-spawn is for (fork after TensorFlow hangs).
"""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import signal
import threading

import django
import dramatiq
from dramatiq.worker import Worker

logger = logging.getLogger(__name__)

NUM_THREADS = {"heavy": 1, "light": 2}
ACTOR_MODULES = ["generation.jobs.tasks", "generation.discarding"]
# A job that does not end by then is left to the next worker, which takes it up when its lease runs out.
STOP_TIMEOUT_MS = 5_000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("queue", choices=NUM_THREADS)
    queue: str = parser.parse_args().queue

    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    threading.excepthook = end_process
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "babysite.settings")
    django.setup()
    worker = make_worker(queue)
    run = run_heavy if queue == "heavy" else run_light
    # Beside the main thread, which only waits: it must hear signals while the networks load.
    threading.Thread(target=run, args=(worker, stopped), name=queue, daemon=True).start()
    stopped.wait()
    stop(worker)


def make_worker(queue: str) -> Worker:
    for module in ACTOR_MODULES:
        importlib.import_module(module)
    broker = dramatiq.get_broker()
    broker.emit_after("process_boot")
    worker = Worker(broker, queues={queue}, worker_threads=NUM_THREADS[queue])
    worker.queue_prefetch = NUM_THREADS[queue]  # a message waits in the queue, where any worker can take it
    return worker


def run_heavy(worker: Worker, stopped: threading.Event) -> None:
    from babysite.heartbeat import start_heartbeat
    from generation.jobs.worker import warm_up

    warm_up()
    worker.start()
    start_heartbeat("heavy", stopped)
    logger.info("The heavy worker is ready.")


def run_light(worker: Worker, stopped: threading.Event) -> None:
    from babysite.heartbeat import start_heartbeat
    from generation.housekeeping import keep_house

    worker.start()
    start_heartbeat("light", stopped)
    logger.info("The light worker is ready.")
    keep_house(stopped)


def stop(worker: Worker) -> None:
    from generation.jobs.worker import leave

    leave()
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
