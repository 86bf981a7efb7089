from __future__ import annotations

from accounts.consents import ConsentText
from accounts.models import Act, ConsentRecord, Method, Person, Purpose, User
from accounts.selectors import get_latest_consent


def create_person(*, owner: User, name: str, is_sample: bool = False) -> Person:
    return Person.objects.create(owner=owner, name=name.strip(), is_sample=is_sample)


def give_consent(*, person: Person, given_by: User, text: ConsentText, method: Method) -> ConsentRecord:
    """text: the one that was shown."""
    return ConsentRecord.objects.create(
        person_id=person.pk,
        person_label=person.name,
        purpose=text.purpose,
        act=Act.GIVEN,
        text_version=text.version,
        text_sha256=text.sha256,
        language=text.language,
        method=method,
        given_by_id=given_by.pk,
    )


def withdraw_consent(*, person: Person, withdrawn_by: User, purpose: Purpose) -> ConsentRecord | None:
    """Notes the withdrawal against the text that had been agreed to. None when there was nothing to withdraw."""
    latest = get_latest_consent(person_id=person.pk, purpose=purpose)
    if latest is None or latest.act == Act.WITHDRAWN:
        return None
    return ConsentRecord.objects.create(
        person_id=person.pk,
        person_label=person.name,
        purpose=purpose,
        act=Act.WITHDRAWN,
        text_version=latest.text_version,
        text_sha256=latest.text_sha256,
        language=latest.language,
        method=latest.method,
        given_by_id=withdrawn_by.pk,
    )
