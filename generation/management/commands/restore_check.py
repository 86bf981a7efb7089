from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from generation.restoring.services import count_revived, describe, remove_revived


class Command(BaseCommand):
    help = (
        "Says what an older dump brought back although it had been deleted or revoked, before the site starts. "
        "With --apply it is removed again, as each start of `make run` does."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="remove what came back")

    def handle(self, *args: Any, apply: bool, **options: Any) -> None:
        counts = remove_revived() if apply else count_revived()
        if counts and not apply:
            raise CommandError(f"The dump brought back {describe(counts)}. Remove them with --apply.", returncode=3)
        self.stdout.write(f"Removed {describe(counts)}." if counts else "Nothing came back.")
