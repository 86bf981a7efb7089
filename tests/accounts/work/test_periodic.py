from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import OperationalError

from accounts.mail.tasks import enqueue_due_emails
from accounts.people.ledger import log_head
from accounts.work import periodic
from accounts.work.periodic import DAILY, HOURLY, OFTEN, PeriodicWork, run_every, run_periodic_work
from generation.erasing.finishing import finish_erasures
from generation.erasing.orphans import erase_orphans
from generation.exporting.tasks import enqueue_waiting_exports
from generation.jobs.news import email_owners
from generation.jobs.reconciler import reconcile_jobs
from generation.moderation.audit import log_audit_head
from generation.moderation.claims import release_abandoned
from generation.moderation.deciding import close_cases
from generation.moderation.letters import send_digest
from generation.retention.schedule import expire
from generation.storage.scratch import remove_of_gone_families
from generation.storage.sweeping import sweep_files
from generation.studio.closing import close_pages

pytestmark = pytest.mark.django_db(transaction=True)


class Looks:
    """Runs the loop for a number of looks, and says what ran."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self._stopped = threading.Event()

    def work(self, name: str, error: Exception | None = None) -> Callable[[], None]:
        def run() -> None:
            self.ran.append(name)
            if error is not None:
                raise error

        return run

    def look(self, times: int) -> None:
        def count() -> None:
            self.ran.append("look")
            if self.ran.count("look") == times:
                self._stopped.set()

        periodic._works.insert(0, PeriodicWork(run=count, every_seconds=OFTEN))
        run_periodic_work(self._stopped, look_seconds=0.01)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Looks:
    monkeypatch.setattr(periodic, "_works", [])
    return Looks()


def test_the_apps_have_said_what_happens_and_how_often() -> None:
    often = [reconcile_jobs, close_pages, finish_erasures, remove_of_gone_families, enqueue_waiting_exports]
    often += [release_abandoned, email_owners]
    hourly = [close_cases, expire, erase_orphans, sweep_files, send_digest]
    wanted = [
        *((enqueue_due_emails, OFTEN), (log_head, DAILY)),
        *((work, OFTEN) for work in often),
        *((work, HOURLY) for work in hourly),
        (log_audit_head, DAILY),
    ]
    assert [(work.run, work.every_seconds) for work in periodic._works] == wanted


def test_what_is_added_twice_is_there_once(looks: Looks) -> None:
    work = looks.work("emails")
    run_every(OFTEN, work)
    run_every(OFTEN, work)
    assert len(periodic._works) == 1


def test_it_ends_when_it_is_told_to(looks: Looks) -> None:
    stopped = threading.Event()
    thread = threading.Thread(target=run_periodic_work, args=(stopped,))
    thread.start()
    stopped.set()
    thread.join(timeout=10)
    assert not thread.is_alive()


def test_hourly_work_does_not_run_at_every_look(looks: Looks) -> None:
    run_every(OFTEN, looks.work("often"))
    run_every(HOURLY, looks.work("hourly"))
    looks.look(3)
    assert (looks.ran.count("often"), looks.ran.count("hourly")) == (3, 1)


def test_a_storage_that_fails_keeps_nothing_else_from_going_on(looks: Looks, caplog: pytest.LogCaptureFixture) -> None:
    run_every(HOURLY, looks.work("broken", OSError("Input/output error")))
    run_every(OFTEN, looks.work("often"))
    looks.look(3)
    assert (looks.ran.count("broken"), looks.ran.count("often")) == (1, 3)
    assert caplog.text.count("Input/output error") == 1


def test_while_the_database_is_away_hourly_work_stays_due(looks: Looks, caplog: pytest.LogCaptureFixture) -> None:
    run_every(HOURLY, looks.work("hourly", OperationalError("away")))
    looks.look(2)
    assert looks.ran.count("hourly") == 2
    assert "The database does not answer" in caplog.text


def test_what_nobody_foresaw_ends_the_process(looks: Looks) -> None:
    run_every(OFTEN, looks.work("broken", RuntimeError("never thought of")))
    with pytest.raises(RuntimeError):
        looks.look(2)
