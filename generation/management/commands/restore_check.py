from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.chains.checking import BrokenChain
from generation.restoring.selectors import get_lost_decisions
from generation.restoring.services import check_chains, count_revived, describe, remove_revived


class Command(BaseCommand):
    help = (
        "Says, before the site starts, what an older dump brought back although it had been deleted or revoked, "
        "whether the ledger and the audit hold, and which decisions of moderators the dump lacks. "
        "With --apply what came back is removed again, as each start of `make run` does."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="remove what came back")

    def handle(self, *args: Any, apply: bool, **options: Any) -> None:
        try:
            check_chains()
        except BrokenChain as error:
            raise CommandError(f"The ledger or the audit is broken. {error}", returncode=3) from error
        for line in get_lost_decisions():
            self.stderr.write(f"Decide again: case {line.case_id}, {line.detail} on {line.at:%Y-%m-%d}.")
        counts = remove_revived() if apply else count_revived()
        if counts and not apply:
            raise CommandError(f"The dump brought back {describe(counts)}. Remove them with --apply.", returncode=3)
        self.stdout.write(f"Removed {describe(counts)}." if counts else "Nothing came back.")
