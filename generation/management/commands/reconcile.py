from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from generation.erasing.destroying import finish_erasures
from generation.erasing.orphans import erase_orphans
from generation.jobs.reconciler import reconcile_jobs
from generation.storage.sweeping import sweep_files
from generation.studio.closing import close_pages


class Command(BaseCommand):
    help = (
        "Gives abandoned jobs to another worker, rings for waiting ones, finishes erasures, removes sketches of pages "
        "that were left and files that nobody owns. "
        "Once: the light worker does the same all the time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = f"{reconcile_jobs()}, pages closed: {close_pages()}, erasures finished: {finish_erasures()}"
        self.stdout.write(f"{done}, people whom nobody needs: {erase_orphans()}, files removed: {sweep_files()}")
