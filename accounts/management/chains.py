from __future__ import annotations

from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.chains.checking import BrokenChain, Chain, Head


class VerifyCommand(BaseCommand):
    """A command that checks a chain and prints its newest line."""

    chain: ClassVar[Chain[Any]]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--contains", metavar="SEQ:SHA256", help="what an earlier check printed")

    def handle(self, *args: Any, contains: str | None = None, **options: Any) -> None:
        try:
            head = self.chain.verify(contains=Head.read(contains) if contains else None)
        except ValueError as error:
            raise CommandError(str(error)) from error
        except BrokenChain as error:
            raise CommandError(f"The {self.chain.name} is broken. {error}", returncode=3) from error
        self.stdout.write(str(head) if head else f"The {self.chain.name} is empty.")
