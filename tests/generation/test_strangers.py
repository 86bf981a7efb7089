"""Every address of the site that names something, asked for by nobody and by a stranger: as if nothing were there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import Erasure, ErasureCause
from generation.families.models import Family
from generation.gallery.models import Child, Film
from generation.jobs.models import Job
from generation.jobs.workflow import run_job
from generation.routing import websocket_urlpatterns
from generation.studio.models import StudioPage

pytestmark = pytest.mark.django_db(transaction=True)

SIGN_IN = "redirect to signing in"
# Route -> (methods, what nobody is answered). A stranger who is signed in is answered 404, always.
MATRIX: dict[str, tuple[tuple[str, ...], int | str]] = {
    "families/<uuid:family_id>/": (("get",), SIGN_IN),
    "families/<uuid:family_id>/another/": (("post",), SIGN_IN),
    "families/<uuid:family_id>/delete/": (("get", "post"), SIGN_IN),
    "families/<uuid:family_id>/studio/": (("get",), SIGN_IN),
    "families/<uuid:family_id>/studio/preview/": (("post",), 403),
    "families/<uuid:family_id>/studio/pictures/<uuid:page_id>/": (("get",), 404),
    "jobs/<uuid:job_id>/": (("get",), SIGN_IN),
    "jobs/<uuid:job_id>/state/": (("get",), 404),
    "jobs/<uuid:job_id>/cancel/": (("post",), SIGN_IN),
    "jobs/<uuid:job_id>/answers/": (("post",), SIGN_IN),
    "jobs/<uuid:job_id>/retry/": (("post",), SIGN_IN),
    "jobs/<uuid:job_id>/preview/<str:subject>/": (("get",), 404),
    "children/<uuid:child_id>/": (("get",), SIGN_IN),
    "children/<uuid:child_id>/image/": (("get",), 404),
    "children/<uuid:child_id>/thumbnail/": (("get",), 404),
    "children/<uuid:child_id>/grow-up/": (("post",), SIGN_IN),
    "children/<uuid:child_id>/film/": (("get",), 404),
    "children/<uuid:child_id>/film/animation/": (("get",), 404),
    "children/<uuid:child_id>/film/poster/": (("get",), 404),
    "children/<uuid:child_id>/film/strip/": (("get",), 404),
    "children/<uuid:child_id>/delete/": (("get", "post"), SIGN_IN),
    "portraits/<uuid:portrait_id>/aligned/": (("get",), 404),
    "portraits/<uuid:portrait_id>/reconstruction/": (("get",), 404),
    "portraits/photos/<uuid:photo_id>/faces/<int:number>/": (("get",), 404),
    "privacy/people/<uuid:person_id>/<str:purpose>/give/": (("get", "post"), SIGN_IN),
    "privacy/people/<uuid:person_id>/<str:purpose>/withdraw/": (("get", "post"), SIGN_IN),
    "privacy/receipts/<uuid:receipt_id>/": (("get",), SIGN_IN),
    "api/families/<uuid:family_id>/": (("get", "delete"), 403),
    "api/families/<uuid:family_id>/children/": (("post",), 403),
    "api/jobs/<uuid:job_id>/": (("get",), 403),
    "api/jobs/<uuid:job_id>/cancel/": (("post",), 403),
    "api/jobs/<uuid:job_id>/answers/": (("post",), 403),
    "api/children/<uuid:child_id>/": (("get", "delete"), 403),
    "api/children/<uuid:child_id>/film/": (("post",), 403),
}
# Of others, with their own tests: who may enter the admin, and the letters' links. And what everybody may read.
NOT_OURS = ("admin/", "accounts/", "models/")
# What an address has to be sent; nothing, where it isn't here.
BODIES = {
    "families/<uuid:family_id>/studio/preview/": {
        "page": "00000000-0000-4000-8000-000000000001",
        "sex": "girl",
        "age_years": "7",
        "dominance": "0",
        "seed": "1",
    }
}
CASES = [(route, method) for route, (methods, _nobody) in MATRIX.items() for method in methods]


@pytest.fixture
def done_job(done_job: Job, film_job: Job) -> Job:
    """With every picture that a job may ever have, also the one for a question about faces; and with the film."""
    run_job(film_job.pk)
    portrait = done_job.family.parent_a.portrait
    portrait.refresh_from_db()
    portrait.photos.update(cut_outs=portrait.aligned.name)
    Erasure.objects.create(person_id=uuid4(), owner_id=done_job.owner_id, cause=ErasureCause.DELETED)
    StudioPage.objects.create(family=done_job.family, page=uuid4(), sketch=portrait.aligned.name)
    return done_job


def routes(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def ids_of(job: Job) -> dict[str, Any]:
    portrait = job.family.parent_a.portrait
    photo = portrait.photos.get()
    return {
        "family_id": job.family_id,
        "job_id": job.pk,
        "child_id": job.child_id,
        "portrait_id": portrait.pk,
        "photo_id": photo.pk,
        "person_id": job.family.parent_a_id,
        "receipt_id": Erasure.objects.get().pk,
        "page_id": job.family.studio_pages.get().page,
    }


def path_of(route: str, ids: dict[str, Any]) -> str:
    for name, value in ids.items():
        route = route.replace(f"<uuid:{name}>", str(value))
    return "/" + route.replace("<str:subject>", "a").replace("<str:purpose>", "keep").replace("<int:number>", "0")


def assert_nothing_changed(job: Job) -> None:
    assert Job.objects.get(pk=job.pk).seq == job.seq
    assert Job.objects.count() == 2
    assert Family.objects.count() == Child.objects.count() == Film.objects.count() == 1


def test_no_address_with_an_id_is_missing_here() -> None:
    named = {route for route in routes() if "<" in route and not route.startswith(NOT_OURS)}
    assert named == set(MATRIX)


def test_no_socket_with_an_id_is_missing_from_its_own_tests() -> None:
    named = {str(pattern.pattern) for pattern in websocket_urlpatterns} - {""}
    assert named == {"ws/families/", "ws/jobs/<uuid:job_id>/", "ws/families/<uuid:family_id>/studio/"}, (
        "Test it beside families/test_families_socket, jobs/test_socket_strangers or studio/test_socket_strangers."
    )


def ask(client: Client, method: str, route: str, ids: dict[str, Any]) -> Any:
    body = [BODIES[route]] if method == "post" and route in BODIES else []
    return getattr(client, method)(path_of(route, ids), *body)


def test_a_stranger_finds_nothing(done_job: Job, charlie_client: Client) -> None:
    absent = dict.fromkeys(ids_of(done_job), uuid4())
    theirs = {case: ask(charlie_client, case[1], case[0], ids_of(done_job)) for case in CASES}
    missing = {case: ask(charlie_client, case[1], case[0], absent) for case in CASES}
    assert {case: answer.status_code for case, answer in theirs.items()} == dict.fromkeys(CASES, 404)
    telling = [case for case in CASES if theirs[case].content != missing[case].content]
    assert telling == [], "These answers tell that something is there."
    assert_nothing_changed(done_job)


def test_nobody_finds_nothing(done_job: Job, client: Client) -> None:
    answers = {case: ask(client, case[1], case[0], ids_of(done_job)) for case in CASES}
    assert {case: said_to_nobody(answer) for case, answer in answers.items()} == {
        case: MATRIX[case[0]][1] for case in CASES
    }
    assert_nothing_changed(done_job)


def said_to_nobody(answer: Any) -> int | str:
    is_detour = answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/?next=")
    return SIGN_IN if is_detour else int(answer.status_code)


def test_the_owner_finds_it(done_job: Job, alice_client: Client) -> None:
    """Otherwise the tests above would hold for a site that is always empty."""
    ids = ids_of(done_job)
    answers = {route: ask(alice_client, MATRIX[route][0][0], route, ids) for route in MATRIX}
    assert {route: answer.status_code for route, answer in answers.items() if answer.status_code >= 400} == {}


@pytest.mark.parametrize("nonsense", ["0", "not-a-uuid", "%00", "..%2f..%2fetc", "9" * 400])
def test_what_is_no_id_is_not_found(alice_client: Client, nonsense: str) -> None:
    ids = dict.fromkeys(
        ("family_id", "job_id", "child_id", "portrait_id", "photo_id", "page_id", "person_id", "receipt_id"), nonsense
    )
    answers = {route: ask(alice_client, "get", route, ids).status_code for route in MATRIX}
    assert answers == dict.fromkeys(MATRIX, 404)


def test_a_family_has_no_third_parent(alice_client: Client, done_job: Job) -> None:
    for subject in ("c", "ab", "A", "%00", "..", "é", "a" * 500):
        assert alice_client.get(f"/jobs/{done_job.pk}/preview/{subject}/").status_code == 404


def test_other_methods_neither_fail_nor_change_anything(done_job: Job, charlie_client: Client) -> None:
    methods = ("head", "options", "put", "patch", "trace")
    answers = {
        (method, route): ask(charlie_client, method, route, ids_of(done_job)).status_code
        for method in methods
        for route in MATRIX
    }
    assert {case: status for case, status in answers.items() if status not in (200, 404, 405)} == {}
    assert_nothing_changed(done_job)
