from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.management.accounts import get_account
from accounts.suspension import lift, suspend

# Of a suspension with an end; a longer one has none.
MAX_DAYS = 3650


class Command(BaseCommand):
    help = (
        "Suspends an account: its sessions and jobs end, its links open to nobody, and its owner can only withdraw, "
        "export, appeal and close. With --lift, all is as before."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the account's email address")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--days", type=int, help="for so many days; without it, until it is lifted")
        how.add_argument("--lift", action="store_true", help="end the suspension")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_account(options["email"])
        if options["lift"]:
            if not lift(user):
                raise CommandError(f"{user.email} is not suspended.")
            self.stdout.write(f"{user.email} is suspended no longer.")
            return
        days = options["days"]
        if days is not None and not 1 <= days <= MAX_DAYS:
            raise CommandError(f"Expected --days from 1 to {MAX_DAYS}. Received: {days}.")
        suspend(user, until=None if days is None else timezone.now() + timedelta(days=days))
        end = f"{user.suspended_until:%Y-%m-%d %H:%M %Z}" if user.suspended_until else "it is lifted"
        self.stdout.write(f"{user.email} is suspended until {end}.")
