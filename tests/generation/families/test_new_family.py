from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import ConsentRecord, Method, Purpose, User
from accounts.people.consents import CURRENT_VERSIONS, get_consent_text
from generation.models import Family, Job, JobState, Portrait, PortraitPhoto, PortraitState
from tests.generation.conftest import files_in
from tests.generation.forms import send


@pytest.fixture
def sent(alice_client: Client, media: Path) -> Any:
    return send(alice_client)


def test_the_form_shows_what_each_person_agrees_to(alice_client: Client) -> None:
    page = alice_client.get(reverse("families:new"))
    text = get_consent_text(Purpose.COMPUTE, "en")
    assert page.status_code == 200
    for words in (text.statement_self, text.statement_attested, "biometric data"):
        assert words in page.content.decode()


def test_the_form_is_offered_in_korean_too(alice_client: Client) -> None:
    page = alice_client.get(reverse("families:new"), headers={"accept-language": "ko"})
    assert get_consent_text(Purpose.COMPUTE, "ko").statement_self in page.content.decode()


def test_no_box_is_ticked_beforehand(alice_client: Client) -> None:
    boxes = [
        tag
        for tag in alice_client.get(reverse("families:new")).content.decode().split("<")
        if re.search('name="consent_[ab]"', tag)
    ]
    assert len(boxes) == 2
    assert not any("checked" in box for box in boxes)


def test_a_stranger_is_asked_to_sign_in_first(client: Client) -> None:
    assert client.get(reverse("families:new")).headers["Location"].startswith(reverse("account_login"))


def test_two_photos_names_and_consents_lead_to_the_job(sent: Any) -> None:
    assert sent.status_code == 302
    assert sent.headers["Location"] == reverse("jobs:detail", args=[Job.objects.get().pk])


def test_the_family_and_its_request_are_stored(sent: Any, alice: User) -> None:
    family, job = Family.objects.get(), Job.objects.get()
    assert (family.owner, [person.name for person in family.parents]) == (alice, ["Ada", "Ben"])
    assert (job.family, job.owner, job.state, job.sex, job.age_years) == (family, alice, JobState.QUEUED, "girl", 7.0)


def test_each_person_has_a_portrait_with_a_stored_photo(sent: Any, media: Path) -> None:
    portraits = list(Portrait.objects.all())
    assert [portrait.state for portrait in portraits] == [PortraitState.NEW] * 2
    assert files_in(media) == sorted(str(photo.original.name) for photo in PortraitPhoto.objects.all())


def test_each_consent_is_written_down_with_how_it_was_given(sent: Any, alice: User) -> None:
    family = Family.objects.get()
    methods = {record.person_id: record.method for record in ConsentRecord.objects.filter(given_by_id=alice.pk)}
    assert methods == {family.parent_a_id: Method.SELF, family.parent_b_id: Method.ATTESTED}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_form_says_which_text_it_shows(alice_client: Client, language: str) -> None:
    page = alice_client.get(reverse("families:new"), headers={"accept-language": language}).content.decode()
    shown = dict(re.findall(r'name="(consent_version|consent_language)"\s+value="(.*?)"', page))
    assert shown == {"consent_version": CURRENT_VERSIONS[Purpose.COMPUTE], "consent_language": language}


def test_the_ledger_names_the_words_that_were_shown(alice_client: Client, media: Path) -> None:
    """Not those of a language that was chosen in another tab since."""
    alice_client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    send(alice_client, consent_language="ko")
    record = ConsentRecord.objects.first()
    assert record is not None
    assert (record.language, record.text_sha256) == ("ko", get_consent_text(Purpose.COMPUTE, "ko").sha256)


def test_the_form_begins_with_oneself_and_takes_nobodys_permission_for_granted(alice_client: Client) -> None:
    page = alice_client.get(reverse("families:new")).content.decode()
    assert re.findall(r'name="consent_basis_(\w)"\s+value="(\w+)"[^>]*\schecked', page) == [("a", "self")]


def test_who_is_neither_parent_attests_for_both(alice_client: Client, media: Path) -> None:
    send(alice_client, consent_basis_a="attested")
    assert set(ConsentRecord.objects.values_list("method", flat=True)) == {Method.ATTESTED}


def test_sex_and_age_may_be_left_open(alice_client: Client, media: Path) -> None:
    send(alice_client, sex=None, age=None, submission=None)
    job = Job.objects.get()
    assert (job.sex, job.age_years) == ("", 7.0)


def test_names_may_hold_any_letters(alice_client: Client, media: Path) -> None:
    send(alice_client, name_a="  김하늘 👩‍🚀 ", name_b="<b>O'Brien</b>")
    assert [person.name for person in Family.objects.get().parents] == ["김하늘 👩‍🚀", "<b>O'Brien</b>"]
    page = alice_client.get(reverse("families:list")).content.decode()
    assert "<b>O" not in page
    assert "김하늘 👩‍🚀" in page
