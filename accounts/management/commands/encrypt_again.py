from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.encryption import UnreadableSecret
from accounts.reencryption import encrypt_all_again


class Command(BaseCommand):
    help = "Encrypts what is encrypted under an earlier SECRET_KEY with the one in use, so that SECRET_KEY_OLD can go."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            number = encrypt_all_again()
        except UnreadableSecret as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{number} secrets are now encrypted under the SECRET_KEY in use.")
