from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from accounts.models import Act, ConsentRecord, Purpose


def get_latest_consent(*, person_id: UUID, purpose: Purpose) -> ConsentRecord | None:
    # Of two records with one timestamp the withdrawal counts: "-act" puts it first.
    records = ConsentRecord.objects.filter(person_id=person_id, purpose=purpose)
    return records.order_by("-at", "-act").first()


def consent_holds(*, person_ids: Iterable[UUID], purpose: Purpose) -> bool:
    """True when every one of these people's last word is yes."""
    latest = (get_latest_consent(person_id=person_id, purpose=purpose) for person_id in person_ids)
    return all(record is not None and record.act == Act.GIVEN for record in latest)
