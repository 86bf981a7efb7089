"""A site on which Alice owns one of everything, and what addresses and forms are filled in with.

A new kind of thing: make it in `build_world`, and give its id a line in `owned`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC
from functools import cached_property
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.encryption import encrypt
from accounts.models import (
    ApiToken,
    ConsentBasis,
    Erasure,
    ErasureCause,
    EventKind,
    Invitation,
    Person,
    Purpose,
    SecurityEvent,
    User,
)
from accounts.people.consents import CURRENT_VERSIONS
from accounts.people.services import create_person
from accounts.tokens.models import TokenScope
from accounts.tokens.services import make_token
from generation.consent.shown_texts import VERSION_FIELDS
from generation.exporting.services import request_export
from generation.exporting.workflow import make_export
from generation.gallery.albums import add_to_album, create_album
from generation.invitations.inviting import create_invitation
from generation.jobs.services import request_film
from generation.models import (
    Album,
    Appeal,
    Appellant,
    AuditAct,
    Case,
    Decision,
    DecisionKind,
    Export,
    Job,
    JobState,
    ShareLink,
    StudioPage,
)
from generation.moderation.audit import note
from generation.storage.files import read_file
from tests.cast import PASSWORD
from tests.generation.conftest import do_job
from tests.generation.forms import family_form
from tests.generation.moderation.decisions_rows import WORDS, make_case, settle
from tests.generation.pictures import upload
from tests.generation.quick_engine import QuickEngine
from tests.generation.sharing.conftest import make_link

Values = dict[str, Any]
NAMES = ("Canary-Adalind", "Canary-Benedikt")


@dataclass
class World:
    alice: User
    done: Job
    asking: Job
    page: StudioPage

    @cached_property
    def owned(self) -> Values:
        """Returns the value of each <name> for something of Alice's."""
        portrait = self.done.family.parent_a.portrait
        return {
            "family_id": self.done.family_id,
            "job_id": self.done.pk,
            "child_id": self.done.child_id,
            "portrait_id": portrait.pk,
            "photo_id": self.asking.family.parent_a.portrait.photos.get().pk,
            "page_id": self.page.page,
            "person_id": self.done.family.parent_a_id,
            "receipt_id": Erasure.objects.get(owner_id=self.alice.pk, account_id=None).pk,
            "invited_id": Invitation.objects.get(answered_at=None).person_id,
            "token_id": ApiToken.objects.get().pk,
            "album_id": Album.objects.get().pk,
            "link_id": ShareLink.objects.get().pk,
            "case_id": Case.objects.get().pk,
            "decision_id": Decision.objects.get().pk,
            "appeal_id": Appeal.objects.get().pk,
            "export_id": Export.objects.get(account=self.alice).pk,
        }

    @cached_property
    def invitees(self) -> Values:
        """Returns the values for rows `of the invitee`: what Bob may decide over, or was told."""
        return {
            "person_id": self.done.family.parent_b_id,
            "receipt_id": Erasure.objects.get(
                owner_id=self.alice.pk, account_id=self.done.family.parent_b.account_id
            ).pk,
            "purpose": "compute",
        }

    @cached_property
    def values(self) -> Values:
        """Returns the value of each <name> in an address."""
        return {
            **self.owned,
            "slot": "a",
            "number": 0,
            "purpose": "keep",
            "slug": "dlib",
            "year": timezone.now().astimezone(UTC).year,
            "uidb36": "1",
            "key": "made-up",
            "content_type_id": ContentType.objects.get_for_model(Person).pk,
            "app_label": "generation",
            "url": "nothing/here",
            "id": self.alice.pk,
            "account_id": self.alice.pk,
            "shown": self.done.child_id,
            "anything": "nothing/here",
            "token": "made-up",
            "link_token": "made-up",
            "reference": "made-up",
            # Nobody has a passkey here: those of others are tried in accounts/test_two_steps.
            "pk": 0,
        }

    @cached_property
    def secrets(self) -> list[bytes]:
        """Returns the bytes that no response to anybody but Alice may contain."""
        return [*(name.encode() for name in NAMES), self.alice.email.encode(), *_contents_of_all_files()]

    def secrets_from(self, who: str) -> list[bytes]:
        """Returns the secrets to look for. Bob may read his own name."""
        own = {"owner": self.secrets, "invitee": [NAMES[1].encode()]}.get(who, [])
        return [secret for secret in self.secrets if secret not in own]

    def values_at(self, address: str) -> Values:
        return {**self.values, **self._special_values(address)}

    def _special_values(self, address: str) -> Values:
        if address.startswith("/jobs/") and address.endswith("/answers/"):
            return {"job_id": self.asking.pk}
        if address.startswith("/families/<uuid:family_id>/photos/"):
            return {"family_id": self.asking.family_id}
        if address.startswith("/admin/r/"):
            return {"object_id": self.done.family.parent_a_id}
        if address.startswith("/admin/accounts/user/"):
            return {"object_id": self.alice.pk}
        if address.startswith("/admin/") and "<path:object_id>" in address:
            _, _, app, model, *_ = address.split("/")
            row = apps.get_model(app, model)._default_manager.first()
            assert row is not None, f"Let build_world make a {model}, so that its pages in the admin can be tried."
            return {"object_id": row.pk}
        return {}


def build_world(
    alice: User, bob: User, moderator: User, request_family: Callable[..., Job], engine: QuickEngine
) -> World:
    done = request_family(names=NAMES)
    do_job(done)
    done.refresh_from_db()
    do_job(request_film(done.children.get()))
    portrait = done.family.parent_a.portrait
    portrait.refresh_from_db()
    page = StudioPage.objects.create(family=done.family, page=uuid4(), preview=portrait.aligned.name)
    invite(done.family.parent_b, account=bob)
    create_invitation(create_person(owner=alice, name=NAMES[1], consent_basis=ConsentBasis.INVITED))
    engine.num_faces = 3
    asking = request_family(names=NAMES)
    do_job(asking)
    asking.refresh_from_db()
    assert asking.state == JobState.WAITING
    for account_id in (None, bob.pk):
        Erasure.objects.create(
            person_id=uuid4(), owner_id=alice.pk, account_id=account_id, cause=ErasureCause.WITHDRAWN
        )
    EmailAddress.objects.create(user=alice, email=alice.email)
    SecurityEvent.objects.create(kind=EventKind.SIGNED_IN, account_id=alice.pk)
    case = make_case(make_link(done.children.get(), label="For whom it is"), taken_by=moderator)
    decision = settle(case, moderator, DecisionKind.WARN)
    note(AuditAct.DECIDED, case_id=case.pk, subject_id=decision.pk, detail=decision.kind)
    Case.objects.update(taken_by=None)
    Appeal.objects.create(decision=decision, by=Appellant.OWNER, encrypted_words=encrypt(WORDS))
    make_token(alice, name="A script", scopes=[TokenScope.READ], days=30, request=None)
    add_to_album(create_album(alice, "Canary-Album"), list(done.children.all()))
    make_export(request_export(account=alice).pk)
    return World(alice=alice, done=done, asking=asking, page=page)


def invite(person: Person, *, account: User) -> None:
    """Makes a person an invitee who has answered and connected an account."""
    person.consent_basis, person.account = ConsentBasis.INVITED, account
    person.save(update_fields=["consent_basis", "account"])
    Invitation.objects.create(person=person, expires_at=timezone.now(), answered_at=timezone.now())


def _contents_of_all_files(folder: str = "") -> Iterator[bytes]:
    """Returns the decrypted bytes of all files."""
    folders, names = default_storage.listdir(folder)
    for name in names:
        yield read_file(f"{folder}{name}")
    for name in folders:
        yield from _contents_of_all_files(f"{folder}{name}/")


# What an address has to be sent to do something; everywhere else, nothing. values: what the address was filled in with.
BODIES: dict[str, Callable[[Values], dict[str, Any]]] = {
    "/children/<uuid:child_id>/share/": lambda values: {"children": [str(values["child_id"])], "days": "30"},
    "/children/albums/": lambda values: {"name": "A new album"},
    "/children/albums/<uuid:album_id>/edit/": lambda values: {"name": "Another name"},
    "/children/selected/": lambda values: {"children": [str(values["child_id"])], "action": "favourite"},
    "/families/new/": lambda values: family_form(),
    "/api/families/": lambda values: family_form(),
    "/families/sample/": lambda values: {"sex": "girl", "age": "child", "submission": str(uuid4())},
    "/families/<uuid:family_id>/another/": lambda values: {
        "sex": "girl",
        "age": "child",
        "submission": str(uuid4()),
    },
    "/families/<uuid:family_id>/photos/<str:slot>/": lambda values: {"photo": upload()},
    "/families/<uuid:family_id>/studio/preview/": lambda values: {
        "page": str(uuid4()),
        "sex": "girl",
        "age_years": "7",
        "dominance": "0",
        "seed": "1",
    },
    "/privacy/people/<uuid:person_id>/<str:purpose>/give/": lambda values: {
        "says": "yes",
        VERSION_FIELDS[Purpose(values["purpose"])]: CURRENT_VERSIONS[values["purpose"]],
        "consent_language": "en",
    },
    "/accounts/login/": lambda values: {"login": "dora@example.org", "password": PASSWORD},
    "/i18n/setlang/": lambda values: {"language": "ko"},
    "/verify/": lambda values: {"file": upload()},
}
