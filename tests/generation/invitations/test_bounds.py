"""Of an invitee, children give the face away to nobody: not one of them, and not many together."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from django.test import Client

from accounts.models import ConsentBasis, Person
from generation import engine
from generation.jobs.bounds import BeyondBounds
from generation.jobs.codes import COSINE, code_of
from generation.jobs.services import request_child, request_film
from generation.jobs.specs import ChildSpec
from generation.jobs.workflow import run_job
from generation.models import Family, Job
from generation.studio.services import request_preview
from ml_core import heredity, statistics, traits
from ml_core.contracts import ChildRequest, FloatArray, Latent
from ml_core.generators import registry
from tests.generation.forms import family_form
from tests.generation.quick_engine import QuickEngine
from tests.generation.studio.specs import PAGE, preview

pytestmark = pytest.mark.django_db(transaction=True)
TOO_FAR = "With an invited parent, enter a number from -0.5 to 0.5"
TOO_MANY = "With an invited parent, choose at most 5 traits from the same parent"
SIX_OF_B = {f"from_{trait}": "b" for trait in engine.TRAITS[:6]}


@pytest.fixture
def with_invitee(done_job: Job) -> Family:
    """A family whose second parent was invited, with both faces understood."""
    Person.objects.filter(pk=done_job.family.parent_b_id).update(consent_basis=ConsentBasis.INVITED)
    family = Family.objects.get(pk=done_job.family_id)
    family.parent_b.invitations.create(expires_at="2030-01-01T00:00Z", answered_at="2029-01-01T00:00Z")
    return family


@pytest.mark.parametrize(("asked", "expected"), [({"dominance": "0.55"}, TOO_FAR), (SIX_OF_B, TOO_MANY)])
def test_no_page_and_no_address_of_the_api_asks_for_more_than_the_bounds(
    with_invitee: Family, alice_client: Client, asked: dict[str, str], expected: str
) -> None:
    address = f"/families/{with_invitee.pk}/another/"
    page = alice_client.post(address, {"sex": "girl", "age": "adult", **asked})
    assert (page.status_code, expected in page.content.decode()) == (400, True)
    korean = alice_client.post(address, {"sex": "girl", **asked}, headers={"accept-language": "ko"})
    assert "초대받은 부모가 있으면" in korean.content.decode()
    for answer in (
        alice_client.post(f"/api/families/{with_invitee.pk}/children/", {"sex": "girl", **asked}),
        preview(alice_client, with_invitee, **asked),
        alice_client.post("/api/families/", family_form(consent_basis_b="invited", photo_b=None, **asked)),
    ):
        assert answer.status_code == 400
        (errors,) = answer.json()["error"]["fields"].values()
        assert errors[0].startswith(expected)
    assert Job.objects.count() == 1


def test_within_the_bounds_everything_is_as_before(with_invitee: Family, alice_client: Client) -> None:
    five = dict(list(SIX_OF_B.items())[:5])
    answer = alice_client.post(
        f"/families/{with_invitee.pk}/another/", {"sex": "girl", "age": "adult", "dominance": "-0.5", **five}
    )
    assert answer.status_code == 302


def test_a_family_without_an_invitee_has_no_such_bounds(done_job: Job, alice_client: Client) -> None:
    asked = {"sex": "girl", "dominance": "1", **SIX_OF_B}
    assert alice_client.post(f"/families/{done_job.family_id}/another/", asked).status_code == 302


@pytest.mark.parametrize("spec", [{"dominance": -0.6}, {"sources": dict.fromkeys(engine.TRAITS, "a")}])
def test_no_service_leads_around_the_bounds(with_invitee: Family, spec: dict[str, Any]) -> None:
    asked = ChildSpec(age_years=25.0, **spec)
    with pytest.raises(BeyondBounds):
        request_child(owner=with_invitee.owner, family=with_invitee, spec=asked, idempotency_key="x")
    with pytest.raises(BeyondBounds):
        request_preview(family=with_invitee, page_id=PAGE, spec=asked)


def test_the_slider_ends_where_the_bounds_are(with_invitee: Family, alice_client: Client) -> None:
    for address in (f"/families/{with_invitee.pk}/", f"/families/{with_invitee.pk}/studio/"):
        for language in ("en", "ko"):
            page = alice_client.get(address, headers={"accept-language": language}).content.decode()
            assert 'min="-0.5"' in page
            assert 'max="0.5"' in page
            assert '<option value="0.5">' in page
    assert 'data-max-with-invitee="0.5"' in alice_client.get("/families/new/").content.decode()


def test_whatever_draws_a_child_is_given_an_invitees_code_with_the_same_part_of_nobodys(
    with_invitee: Family, alice_client: Client, quick_engine: QuickEngine
) -> None:
    child = with_invitee.child_rows.get()
    for again in ("one", "two"):
        spec = ChildSpec(age_years=7.0)
        run_job(request_child(owner=with_invitee.owner, family=with_invitee, spec=spec, idempotency_key=again).pk)
    run_job(request_film(child).pk)
    code_of(with_invitee.parent_b)
    code_of(with_invitee.parent_a)
    assert len(quick_engine.perturbed) == 4
    assert len(set(quick_engine.perturbed)) == 1


@pytest.fixture
def nobodys_network(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Real statistics and traits, and faces drawn by their deviations instead of by the network."""
    fingerprint = registry.card(registry.active_name()).fingerprint
    measured = statistics.load_general(fingerprint)
    maps = traits.find(fingerprint)
    assert maps is not None

    def draw(z: FloatArray) -> FloatArray:
        drawn = maps.deviations * z[:, : len(maps.deviations)]
        return np.asarray(measured.w_mean + drawn @ maps.basis.T, np.float32)

    network = SimpleNamespace(generator=SimpleNamespace(z_width=512, map=draw), statistics=measured, maps=maps)
    monkeypatch.setattr(engine, "_pipeline", lambda: network)
    return network


def cosine(a: FloatArray, b: FloatArray) -> float:
    return float((a * b).sum() / np.linalg.norm(a) / np.linalg.norm(b))


def test_a_code_is_turned_by_the_same_angle_in_every_row(nobodys_network: SimpleNamespace) -> None:
    handed_down = np.random.default_rng(1).standard_normal((16, 512)).astype(np.float32)
    shown = Latent(w_plus=handed_down + nobodys_network.statistics.w_mean, generator="x")
    found = replace_inheritable(shown, handed_down)
    first, again, other = (engine.perturb(found, seed=seed, cosine=COSINE).inheritable for seed in (5, 5, 6))
    assert first is not None
    assert other is not None
    np.testing.assert_array_equal(first, again)
    assert abs(cosine(first, handed_down) - COSINE) < 1e-3
    assert cosine(first, other) < 0.9
    np.testing.assert_allclose(np.linalg.norm(first, axis=1), np.linalg.norm(handed_down, axis=1), rtol=1e-4)
    turned = engine.perturb(shown, seed=5, cosine=COSINE)
    assert turned.inheritable is None
    np.testing.assert_allclose(turned.w_plus - nobodys_network.statistics.w_mean, first, atol=1e-4)


def replace_inheritable(latent: Latent, inheritable: FloatArray) -> Latent:
    return Latent(w_plus=latent.w_plus, generator=latent.generator, inheritable=inheritable)


def test_the_mean_of_many_children_tells_little_of_the_invitee(nobodys_network: SimpleNamespace) -> None:
    """The strongest attack known: grown children at the bound, averaged, less any part of the own code."""
    maps = nobodys_network.maps
    own, theirs = (
        np.tile(heredity.random_offset(maps, np.random.default_rng(seed)), (16, 1)).astype(np.float32)
        for seed in (1, 2)
    )
    shown = Latent(w_plus=theirs, generator="x", inheritable=theirs)
    perturbed = engine.perturb(shown, seed=7, cosine=COSINE).inheritable
    assert perturbed is not None
    assert best_guess(own, theirs, theirs, nobodys_network) > 0.95, "Otherwise the attack is a weak one."
    assert best_guess(own, perturbed, theirs, nobodys_network) < 0.8


def best_guess(own: FloatArray, handed_down: FloatArray, theirs: FloatArray, network: SimpleNamespace) -> float:
    parents = (heredity.Parent(offset=offset, generator="x") for offset in (own, handed_down))
    a, b = parents
    children = [
        heredity.inherit(a, b, ChildRequest(age_years=25.0, dominance=0.5, seed=seed), network.statistics, network.maps)
        for seed in range(8)
    ]
    mean = np.mean(children, axis=0)
    own_part, their_part = (heredity.without_left_behind(offset, network.maps) for offset in (own, theirs))
    return max(cosine(mean - share * own_part, their_part) for share in np.linspace(0.0, 1.2, 25))
