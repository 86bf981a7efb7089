from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from accounts.people.consents import is_current
from accounts.people.models.consent_record import Act, ConsentRecord, Purpose


def get_latest_consent(*, person_id: UUID, purpose: Purpose) -> ConsentRecord | None:
    return ConsentRecord.objects.filter(person_id=person_id, purpose=purpose).order_by("-seq").first()


def get_latest_consents(person_ids: Iterable[UUID]) -> dict[UUID, dict[str, ConsentRecord]]:
    """Returns the newest record by person and purpose, in one query."""
    records = ConsentRecord.objects.filter(person_id__in=list(person_ids)).order_by("person_id", "purpose", "-seq")
    latest: dict[UUID, dict[str, ConsentRecord]] = {}
    for record in records.distinct("person_id", "purpose"):
        latest.setdefault(record.person_id, {})[record.purpose] = record
    return latest


def consent_holds(*, person_ids: Iterable[UUID], purpose: Purpose) -> bool:
    """Returns True if the newest record of each of these people is a consent to the current text."""
    wanted = set(person_ids)
    latest = get_latest_consents(wanted)
    return all(is_given(latest.get(person_id, {}).get(purpose)) for person_id in wanted)


def is_given(record: ConsentRecord | None) -> bool:
    """A new version of a text has to be agreed to anew."""
    return record is not None and record.act == Act.GIVEN and is_current(record.purpose, record.text_version)
