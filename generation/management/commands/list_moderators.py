from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from generation.moderation.moderators import moderators
from generation.moderation.roles import get_appointed


class Command(BaseCommand):
    help = "Lists the moderators by their addresses."

    def handle(self, *args: Any, **options: Any) -> None:
        able = set(moderators().values_list("pk", flat=True))
        for user in get_appointed():
            self.stdout.write(user.email if user.pk in able else f"{user.email} (closed or suspended)")
