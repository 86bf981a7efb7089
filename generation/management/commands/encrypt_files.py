from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from generation.storage.vault.encrypting import encrypt_files


class Command(BaseCommand):
    help = "Seals private files from before this version, once more: the first start after an update has done it."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"files sealed: {encrypt_files()}")
