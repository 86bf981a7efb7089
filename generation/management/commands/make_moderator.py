from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from generation.moderators import make_moderator


class Command(BaseCommand):
    help = "Lets an account see jobs in the admin: no faces, names or owners."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the account's email address")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = User.objects.get_by_natural_key(options["email"])
        except User.DoesNotExist as error:
            raise CommandError(f"Expected an account's email address. Received: {options['email']!r}.") from error
        make_moderator(user)
        self.stdout.write(
            f"{user.email} is a moderator. To undo this, remove “Staff status” and the group in the admin."
        )
