from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.management.accounts import get_account
from generation.moderators import make_moderator


class Command(BaseCommand):
    help = "Lets an account see jobs in the admin: no faces, names or owners."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the account's email address")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_account(options["email"])
        make_moderator(user)
        self.stdout.write(
            f"{user.email} is a moderator. To undo this, remove “Staff status” and the group in the admin."
        )
