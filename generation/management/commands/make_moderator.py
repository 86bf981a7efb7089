from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.management.accounts import get_account
from generation.moderation.roles import make_moderator


class Command(BaseCommand):
    help = "Lets an account decide about what was reported, under /moderation/, once it signs in in two steps."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the account's email address")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_account(options["email"])
        make_moderator(user)
        self.stdout.write(
            f"{user.email} is a moderator. To undo this: manage.py remove_moderator {user.email}. "
            f"For a first second step: manage.py first_factor_link {user.email}."
        )
