from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from generation.privacy.services import close_account


class Command(BaseCommand):
    help = "Closes an account at the request of its owner, and destroys everything in it for good."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        try:
            user = User.objects.get_by_natural_key(email)
        except User.DoesNotExist:
            raise CommandError(f"No account signs in with {email}. Enter the address used to sign in.") from None
        receipts = close_account(user)
        self.stdout.write(f"Closed. Receipts: {', '.join(str(receipt.pk) for receipt in receipts) or 'none'}")
