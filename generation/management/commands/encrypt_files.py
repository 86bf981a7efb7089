from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from generation.storage.vault.encrypting import encrypt_files


class Command(BaseCommand):
    help = "Encrypts private files that are plain, such as those of a backup that somebody opened."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"files sealed: {encrypt_files()}")
