from __future__ import annotations

from django.db import transaction

from accounts.models import Erasure, ErasureCause, TombstoneKind, User
from accounts.people.tombstones import leave_tombstones
from accounts.security_log.services import delete_events_of
from accounts.sessions import end_sessions_of
from generation.erasing.services import BY_THE_SITE, erase_people
from generation.exporting.services import delete_export_of


def close_account(user: User, *, cause: ErasureCause = ErasureCause.ACCOUNT) -> list[Erasure]:
    """Erases everybody whom the account added or is, then deletes the account and ends all its sessions.

    cause: ACCOUNT, EXPIRED when nobody has used it for long, or MODERATOR when one decided so.
    """
    with transaction.atomic():
        if User.objects.select_for_update(no_key=True).filter(pk=user.pk).first() is None:
            return []
        receipts = _erase_all_of(user, cause)
        # Waits for whoever adds somebody just now; nobody does after that.
        User.objects.select_for_update().get(pk=user.pk)
        receipts += _erase_all_of(user, cause)
        delete_export_of(user)
        end_sessions_of(user)
        delete_events_of(user)
        leave_tombstones(TombstoneKind.ACCOUNT, [user.pk])
        user.delete()
    return receipts


def _erase_all_of(user: User, cause: ErasureCause) -> list[Erasure]:
    # Elsewhere it is somebody who was invited, and withdraws. Whoever stays away or is sent away says nothing: their
    # link goes on working.
    elsewhere = [] if cause in BY_THE_SITE else list(user.own_entries.exclude(owner=user))
    receipts = erase_people(elsewhere, cause=ErasureCause.WITHDRAWN, by=user)
    return receipts + erase_people(list(user.people.all()), cause=cause, by=user)
