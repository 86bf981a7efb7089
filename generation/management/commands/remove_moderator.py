from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.management.accounts import get_account
from generation.moderation.roles import LastModerator, remove_moderator


class Command(BaseCommand):
    help = "Ends the rights of a moderator. Cases that they have are given back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the account's email address")
        parser.add_argument("--even-the-last", action="store_true", help="although nobody else decides about reports")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_account(options["email"])
        try:
            was_one = remove_moderator(user, even_the_last=options["even_the_last"])
        except LastModerator as error:
            raise CommandError(
                f"Nobody but {user.email} decides about reports. Make another moderator first (manage.py "
                "make_moderator ADDRESS), or add --even-the-last."
            ) from error
        if not was_one:
            raise CommandError(f"Expected the address of a moderator. Received: {user.email!r}.")
        self.stdout.write(f"{user.email} is no moderator any more.")
