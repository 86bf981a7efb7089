from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.first_factor import NotNeeded, make_link
from accounts.management.accounts import get_account


class Command(BaseCommand):
    help = (
        "Prints a one-time link with which somebody who runs or moderates the site sets up their first second step. "
        "Hand it over yourself: it works once, for FIRST_FACTOR_MINUTES, and only for who is signed in to that account."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the account's email address")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_account(options["email"])
        try:
            link = make_link(user)
        except NotNeeded as error:
            raise CommandError(
                f"{user.email} has a second step already, or needs none. Only staff and moderators "
                "without one need a link."
            ) from error
        self.stdout.write(link)
        self.stdout.write(f"It works once, within {settings.FIRST_FACTOR_MINUTES} minutes.")
