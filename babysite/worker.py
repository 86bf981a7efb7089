"""One worker process: Dramatiq's worker on one queue.

    python -m babysite.worker heavy     one thread: one job at a time, TensorFlow lives here
    python -m babysite.worker light     two threads

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
ACTOR_MODULES = ["generation.jobs.tasks"]
# A job that does not end by then is left to the next worker, which takes it up when its lease runs out.
STOP_TIMEOUT_MS = 5_000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("queue", choices=NUM_THREADS)
    queue: str = parser.parse_args().queue

    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "babysite.settings")
    django.setup()
    worker = start(queue, stopped)
    stopped.wait()
    worker.stop(timeout=STOP_TIMEOUT_MS)
    logging.shutdown()
    os._exit(0)  # a TensorFlow call that still runs in a thread would hold up an ordinary exit


def start(queue: str, stopped: threading.Event) -> Worker:
    from babysite.heartbeat import start_heartbeat
    from generation.jobs.worker import prepare

    for module in ACTOR_MODULES:
        importlib.import_module(module)
    broker = dramatiq.get_broker()
    broker.emit_after("process_boot")
    start_heartbeat(queue, stopped)
    prepare(queue)
    worker = Worker(broker, queues={queue}, worker_threads=NUM_THREADS[queue])
    worker.queue_prefetch = NUM_THREADS[queue]  # a message waits in the queue, where any worker can take it
    worker.start()
    logger.info("The %s worker is ready.", queue)
    return worker


if __name__ == "__main__":
    main()
