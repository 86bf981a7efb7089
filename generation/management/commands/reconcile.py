from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from generation.erasing.finishing import finish_erasures
from generation.erasing.orphans import erase_orphans
from generation.jobs.reconciler import reconcile_jobs
from generation.storage.sweeping import sweep_files
from generation.studio.closing import close_pages


class Command(BaseCommand):
    help = (
        "Returns abandoned jobs to the queue, enqueues waiting ones again, finishes erasures, and removes the previews "
        "of closed pages and the files without an owner. Runs once; the light worker does the same all the time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = f"{reconcile_jobs()}, pages closed: {close_pages()}, erasures finished: {finish_erasures()}"
        self.stdout.write(f"{done}, orphaned people erased: {erase_orphans()}, files removed: {sweep_files()}")
