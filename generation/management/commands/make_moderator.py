from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from generation.moderators import make_moderator


class Command(BaseCommand):
    help = "Lets an account into the admin to look at jobs, and at nothing that shows or names anybody."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the account's e-mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = User.objects.get_by_natural_key(options["email"])
        except User.DoesNotExist as error:
            raise CommandError(f"Expected an account's e-mail address. Received: {options['email']!r}.") from error
        make_moderator(user)
        self.stdout.write(
            f"{user.email} is a moderator. To end that, take “Staff status” and the group away in the admin."
        )
