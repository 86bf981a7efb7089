from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from generation.retention.schedule import count_due, expire


class Command(BaseCommand):
    help = (
        "Deletes what has passed its retention period, and sends the warning emails that are due. "
        "Runs once, for cron; the light worker does the same every hour."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only report what is due now.")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = count_due() if options["dry_run"] else expire()
        self.stdout.write(", ".join(f"{name}: {number}" for name, number in counts.items()))
