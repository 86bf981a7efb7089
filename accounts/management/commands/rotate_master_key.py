from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.people.keys.errors import MasterKeyError
from accounts.people.keys.keyring import current_master_key
from accounts.people.keys.rotation import rotate_master_key


class Command(BaseCommand):
    help = "Replaces the master key while the site runs. If it is interrupted, run it again."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            num_wrapped = rotate_master_key()
        except MasterKeyError as error:
            raise CommandError(str(error)) from error
        where = "MASTER_KEY" if settings.MASTER_KEY else settings.MASTER_KEY_FILE
        self.stdout.write(
            f"{num_wrapped} people's keys and the site's own are now wrapped by the master key "
            f"{current_master_key().id} in {where}. Keep a copy of it, and of the old one as long as you "
            "keep backups of the key tables from before."
        )
