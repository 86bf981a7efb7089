"""The overview shows everybody who agreed to what, and lets them withdraw."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Act, ConsentBasis, ConsentRecord, Erasure, Invitation, Person, Purpose, User
from accounts.people.consents import CURRENT_VERSIONS, get_consent_text
from accounts.people.selectors import consent_holds
from accounts.people.services import give_consent, refuse_consent
from generation.exporting.description import describe
from generation.exporting.scope import scope_of
from generation.models import Family, Job
from generation.privacy.services import close_account
from tests.cast import PASSWORD
from tests.generation.conftest import RequestFamily, files_in

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/privacy/"


def address(person: Person, purpose: str, act: str) -> str:
    return f"/privacy/people/{person.pk}/{purpose}/{act}/"


def text_of(client: Client, path: str = PAGE) -> str:
    return " ".join(client.get(path).content.decode().split())


@pytest.fixture
def family(done_job: Job) -> Family:
    """A family in which Ada is Alice herself and Ben agreed on her word."""
    Person.objects.filter(pk=done_job.family.parent_a_id).update(
        consent_basis=ConsentBasis.SELF, account=done_job.owner
    )
    return Family.objects.get(pk=done_job.family_id)


@pytest.fixture
def invited(family: Family, charlie: User) -> Person:
    """The invitee Ben, who made an account: Charlie's."""
    Person.objects.filter(pk=family.parent_b_id).update(consent_basis=ConsentBasis.INVITED, account=charlie)
    Invitation.objects.create(person=family.parent_b, expires_at=timezone.now() + timedelta(days=1))
    return Person.objects.get(pk=family.parent_b_id)


def test_an_account_without_photos_sees_that_nothing_is_stored(alice_client: Client) -> None:
    assert "No photos are stored here." in text_of(alice_client)


def test_it_names_everybody_with_what_they_agreed_to_and_what_is_stored(family: Family, alice_client: Client) -> None:
    page = text_of(alice_client)
    for words in ("Ada", "Ben", "Private · you confirmed their permission", "given,", "not given"):
        assert words in page
    assert "Stored: 1 photo, 1 numerical description, 1 child’s picture." in page


def test_a_sample_couple_is_nobody(alice_client: Client, media: Path) -> None:
    alice_client.post("/families/sample/", {"sex": "girl", "age": "child"})
    assert Family.objects.exists()
    assert "No photos are stored here." in text_of(alice_client)


def test_withdrawing_destroys_everything_and_gives_a_receipt(
    family: Family, alice: User, alice_client: Client, media: Path
) -> None:
    path = address(family.parent_a, "compute", "withdraw")
    assert "destroyed within a minute" in text_of(alice_client, path)
    assert Family.objects.exists(), "Looking destroys nothing."
    answer = alice_client.post(path, follow=True)
    page = " ".join(answer.content.decode().split())
    for words in ("Destroyed", "1 photo", "1 cut-out face", "1 child’s picture", "consent was withdrawn"):
        assert words in page
    assert not Person.objects.exists()
    assert files_in(media) == []
    withdrawn = ConsentRecord.objects.get(act=Act.WITHDRAWN)
    assert (withdrawn.person_id, withdrawn.given_by_id) == (family.parent_a_id, alice.pk)


def test_keeping_is_agreed_to_and_withdrawn_without_destroying_anything(
    family: Family, alice: User, alice_client: Client
) -> None:
    person = family.parent_b
    text = get_consent_text(Purpose.KEEP, "en")
    agreed = {"says": "yes", "keep_version": text.version, "consent_language": "en"}
    page = text_of(alice_client, address(person, "keep", "give"))
    assert text.statement_attested in page
    assert "checked" not in page
    alice_client.post(address(person, "keep", "give"), agreed)
    assert consent_holds(person_ids=[person.pk], purpose=Purpose.KEEP)
    alice_client.post(address(person, "keep", "withdraw"))
    assert not consent_holds(person_ids=[person.pk], purpose=Purpose.KEEP)
    assert Family.objects.exists()


@pytest.mark.parametrize(
    "sent", [{}, {"says": "yes"}, {"says": "yes", "publish_version": "0", "consent_language": "en"}]
)
def test_what_was_not_ticked_or_not_shown_is_not_agreed_to(
    family: Family, alice_client: Client, sent: dict[str, str]
) -> None:
    answer = alice_client.post(address(family.parent_a, "publish", "give"), sent)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not consent_holds(person_ids=[family.parent_a_id], purpose=Purpose.PUBLISH)


def test_nobody_agrees_for_somebody_else_to_being_shown_to_others(family: Family, alice_client: Client) -> None:
    assert alice_client.get(address(family.parent_b, "publish", "give")).status_code == 404
    assert alice_client.get(address(family.parent_a, "publish", "give")).status_code == 200


def test_a_text_that_has_changed_is_asked_about_anew(family: Family, alice: User, alice_client: Client) -> None:
    old = get_consent_text(Purpose.COMPUTE, "en", version="1")
    give_consent(person=family.parent_a, text=old, given_by=alice)
    assert "The text has changed since. Please read it again." in text_of(alice_client)


def test_the_account_that_invited_sees_the_state_and_can_end_nothing(
    family: Family, invited: Person, alice_client: Client
) -> None:
    page = text_of(alice_client)
    assert "Decides for themselves" in page
    assert f"/privacy/people/{invited.pk}/" not in page
    for act in ("give", "withdraw"):
        assert alice_client.get(address(invited, "compute", act)).status_code == 404
        assert alice_client.post(address(invited, "compute", act)).status_code == 404
    assert Family.objects.exists()


def test_who_was_invited_ends_it_with_their_account(
    family: Family, invited: Person, charlie: User, charlie_client: Client, media: Path
) -> None:
    page = text_of(charlie_client)
    assert "You, invited by somebody else" in page
    assert "Ada" not in page
    charlie_client.post(address(invited, "compute", "withdraw"))
    assert not Family.objects.exists()
    assert files_in(media) == []
    receipt = Erasure.objects.get(person_id=invited.pk)
    assert charlie_client.get(f"/privacy/receipts/{receipt.pk}/").status_code == 200
    other = Erasure.objects.exclude(pk=receipt.pk).get()
    assert charlie_client.get(f"/privacy/receipts/{other.pk}/").status_code == 404


def test_what_was_stored_of_who_was_invited_is_told_to_them_alone(
    family: Family, invited: Person, alice: User, alice_client: Client, charlie: User, charlie_client: Client
) -> None:
    charlie_client.post(address(invited, "compute", "withdraw"))
    receipt = Erasure.objects.get(person_id=invited.pk)
    path = f"/privacy/receipts/{receipt.pk}/"
    theirs, others = text_of(charlie_client, path), text_of(alice_client, path)
    for words in ("1 photo<", "1 cut-out face", "1 numerical description"):
        assert words in theirs
        assert words not in others
    assert "1 child’s picture" in others
    counts = {
        account: next(
            line["counts"]
            for line in describe(scope_of(account)).content["erasures"]
            if line["person_id"] == invited.pk
        )
        for account in (alice, charlie)
    }
    assert set(counts[charlie]) - set(counts[alice]) == {"photos", "crops", "codes"}


def test_somebody_s_purpose_that_there_is_not(family: Family, alice_client: Client) -> None:
    assert alice_client.get(address(family.parent_a, "marketing", "give")).status_code == 404


def test_closing_the_account_asks_for_the_password_first(family: Family, alice_client: Client) -> None:
    answer = alice_client.post("/privacy/close/")
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert User.objects.filter(email="alice@example.org").exists()


def test_closing_the_account_destroys_everything_and_signs_out(
    family: Family, alice: User, request_family: RequestFamily, charlie: User, media: Path
) -> None:
    elsewhere = request_family(owner=charlie).family
    Person.objects.filter(pk=elsewhere.parent_b_id).update(consent_basis=ConsentBasis.INVITED, account=alice)
    client = Client()
    client.force_login(alice)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert "Ada" in text_of(client, "/privacy/close/")
    page = client.post("/privacy/close/").content.decode()
    assert "The account is closed" in page
    assert not User.objects.filter(pk=alice.pk).exists()
    assert not Person.objects.exists()
    assert files_in(media) == []
    assert client.get(PAGE).status_code == 302
    causes = set(Erasure.objects.values_list("cause", flat=True))
    assert causes == {"account", "withdrawn", "other_parent"}


def test_an_account_that_holds_nothing_can_be_closed(alice: User) -> None:
    assert close_account(alice) == []
    assert not User.objects.exists()


AGREEING = {"says": "yes", "publish_version": CURRENT_VERSIONS[Purpose.PUBLISH], "consent_language": "en"}
LINK = "/links/11111111-1111-4111-8111-111111111111/"


def test_whoever_agrees_is_led_back_to_where_they_came_from(family: Family, alice_client: Client) -> None:
    path = address(family.parent_a, "publish", "give")
    asked = alice_client.get(f"{path}?next={LINK}")
    assert f'name="next" value="{LINK}"' in asked.content.decode()
    incomplete = alice_client.post(path, {**AGREEING, "says": "", "next": LINK})
    assert (incomplete.status_code, incomplete.context["back"]) == (400, LINK)
    assert alice_client.post(path, {**AGREEING, "next": LINK}).headers["Location"] == LINK


@pytest.mark.parametrize(
    "named", ["", "https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "x"]
)
def test_nobody_is_led_away_from_the_site(family: Family, alice_client: Client, named: str) -> None:
    answer = alice_client.post(address(family.parent_a, "publish", "give"), {**AGREEING, "next": named})
    assert answer.headers["Location"] == PAGE


@pytest.mark.parametrize("who", ["inviter", "invitee"])
def test_a_box_that_was_left_empty_is_not_called_refused(
    family: Family, invited: Person, charlie_client: Client, alice_client: Client, who: str
) -> None:
    refuse_consent(person=invited, text=get_consent_text(Purpose.KEEP, "en"), refused_by=None)
    client = alice_client if who == "inviter" else charlie_client
    (consents,) = (state.consents for state in client.get(PAGE).context["people"] if state.person == invited)
    assert Act.REFUSED in [consent.record.act for consent in consents if consent.record]
    page = text_of(client)
    assert f"{Act.REFUSED.label}," not in page, "as every other record, with its day"
    assert "not given" in page
    assert (address(invited, "keep", "give") in page) == (who == "invitee"), "Each is told where it is changed."
    assert ("they change on the page where they answered" in page) == (who == "inviter")
