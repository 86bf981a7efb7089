from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.people.ledger import BrokenLedger, Head, verify_ledger


class Command(BaseCommand):
    help = (
        "Checks that no line of the consent ledger was changed, removed or inserted, and prints the newest one. "
        "Keep that line elsewhere: with --contains, a later check also finds a ledger that was rewritten as a whole."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--contains", metavar="SEQ:SHA256", help="what an earlier check printed")

    def handle(self, *args: Any, contains: str | None = None, **options: Any) -> None:
        try:
            head = verify_ledger(contains=Head.read(contains) if contains else None)
        except ValueError as error:
            raise CommandError(str(error)) from error
        except BrokenLedger as error:
            raise CommandError(f"The consent ledger is broken. {error}", returncode=3) from error
        self.stdout.write(str(head) if head else "The ledger is empty.")
