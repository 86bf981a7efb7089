from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connection

from accounts.chains.checking import BrokenChain, Head
from accounts.people.keys.errors import MasterKeyError, SiteKeyMissing
from accounts.people.keys.keyring import check_master_keys
from accounts.people.keys.models import PersonKey, SiteKey
from accounts.people.models.consent_record import ConsentRecord
from accounts.people.models.erasure import Erasure
from accounts.people.models.person import Person


def check_that_keys_are_here() -> None:
    """People without a key were erased, and go for good at the next sweep. All of them at once is a mistake, and so is
    the absence of the site's own key.

    Raises MasterKeyError.
    """
    if Person.objects.exists() and not PersonKey.objects.exists():
        raise MasterKeyError(
            "There are people here, but not one has a key: was the database restored without accounts_personkey? "
            "Restore that table before you start the site, as docs/keeping-keys.md says; the site would take all of "
            "them for erased. If they were, remove them: python manage.py shell -c 'Person.objects.all().delete()'"
        )
    if PersonKey.objects.exists() and not SiteKey.objects.exists():
        raise SiteKeyMissing


def check_that_ledger_is_whole() -> None:
    """Receipts name the newest line of their time, and are restored with the keys. One that the ledger lacks tells that
    the ledger was left as old as the dump, without what was withdrawn since.

    Raises BrokenChain.
    """
    receipt = Erasure.objects.exclude(ledger_head="").order_by("-requested_at").first()
    if receipt is None:
        return
    head = Head.read(receipt.ledger_head)
    if not ConsentRecord.objects.filter(seq=head.seq, sha256=head.sha256).exists():
        raise BrokenChain(
            f"Receipt {receipt.pk} names line {head} of the consent ledger, which is not there: was a dump restored "
            "without the newest ledger? Read ledger.sql before you start the site, as docs/keeping-keys.md says; "
            "consents that were withdrawn since would count again. If there is no such file, ask for all consents "
            "anew, and let the site start by: python manage.py shell -c "
            "'from accounts.models import Erasure; Erasure.objects.update(ledger_head=\"\")'"
        )


def check_that_keys_open(*, databases: Sequence[str] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Checks the keys before a migration, and for `manage.py check --database default`."""
    if not databases or PersonKey._meta.db_table not in connection.introspection.table_names():
        return []
    try:
        if PersonKey.objects.exists() or SiteKey.objects.exists():
            check_master_keys()
    except MasterKeyError as error:
        return [Error(str(error), id="accounts.E001")]
    return []
