from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GenerationConfig(AppConfig):
    name = "generation"
    verbose_name = _("Generation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from generation.erasing.listeners import on_erased
        from generation.exporting.services import forget_exports_with
        from generation.families.events import announce_families_without
        from generation.studio.tasks import forget_couples_with

        on_erased(forget_exports_with)
        on_erased(announce_families_without)
        on_erased(forget_couples_with)
