from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _


class GenerationConfig(AppConfig):
    name = "generation"
    verbose_name = _("Generation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.second_step import require_of
        from accounts.suspension import on_suspended
        from accounts.work.periodic import DAILY, HOURLY, OFTEN, run_every
        from generation.erasing.finishing import finish_erasures
        from generation.erasing.listeners import on_erased
        from generation.erasing.orphans import erase_orphans
        from generation.exporting.services import delete_exports_with
        from generation.exporting.tasks import enqueue_waiting_exports
        from generation.families.events import announce_families_without
        from generation.jobs.news import email_owners
        from generation.jobs.reconciler import reconcile_jobs
        from generation.jobs.services import stop_jobs_of
        from generation.moderation.audit import log_audit_head
        from generation.moderation.checks import check_that_somebody_decides
        from generation.moderation.claims import release_abandoned
        from generation.moderation.deciding import close_cases
        from generation.moderation.letters import send_digest
        from generation.moderation.moderators import is_moderator
        from generation.notify import close_sockets_of
        from generation.retention.schedule import expire
        from generation.storage.scratch import remove_of_gone_families
        from generation.storage.sweeping import sweep_files
        from generation.studio.closing import close_pages
        from generation.studio.tasks import clear_couple_cache_with

        require_of(is_moderator)
        register(check_that_somebody_decides, Tags.database)

        on_erased(delete_exports_with)
        on_erased(announce_families_without)
        on_erased(clear_couple_cache_with)

        on_suspended(stop_jobs_of)
        on_suspended(close_sockets_of)

        run_every(OFTEN, reconcile_jobs, close_pages, finish_erasures, remove_of_gone_families, enqueue_waiting_exports)
        run_every(OFTEN, release_abandoned, email_owners)
        run_every(HOURLY, close_cases, expire, erase_orphans, sweep_files, send_digest)
        run_every(DAILY, log_audit_head)
