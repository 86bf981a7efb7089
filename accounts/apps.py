from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import pre_save
from django.utils.translation import gettext_lazy as _

from accounts.addresses import spell_address


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import session_ends
        from accounts.checks import check_mail
        from accounts.mail.tasks import enqueue_due_emails
        from accounts.people.checks import check_that_keys_open
        from accounts.people.ledger import log_head
        from accounts.security_log import listeners
        from accounts.work.periodic import DAILY, OFTEN, run_every

        session_ends.connect()
        pre_save.connect(_spell_address, sender="account.EmailAddress")
        listeners.connect()
        register(check_mail, Tags.security, deploy=True)
        register(check_that_keys_open, Tags.database)
        run_every(OFTEN, enqueue_due_emails)
        run_every(DAILY, log_head)


def _spell_address(instance: Any, **kwargs: Any) -> None:
    """Puts an address into its one spelling, however allauth came by it."""
    instance.email = spell_address(instance.email)
