from __future__ import annotations

import pytest

from accounts.models import ErasureCause, Person
from generation.erasing import listeners
from generation.erasing.listeners import Erased, on_erased
from generation.erasing.services import erase_people
from generation.models import Family, Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Erased, int]]:
    """The events that a listener received, and how many of those people still existed."""
    told: list[tuple[Erased, int]] = []

    def listen(erased: Erased) -> None:
        told.append((erased, Person.objects.filter(pk__in=erased.person_ids).count()))

    monkeypatch.setattr(listeners, "_listeners", list(listeners._listeners))
    on_erased(listen)
    on_erased(listen)
    return told


def test_a_listener_is_told_once_while_the_people_are_still_there(
    waiting_job: Job, told: list[tuple[Erased, int]]
) -> None:
    family = Family.objects.get(pk=waiting_job.family_id)
    erase_people([family.parent_a], cause=ErasureCause.DELETED)
    both = frozenset({family.parent_a_id, family.parent_b_id})
    assert told == [(Erased(person_ids=both, owner_ids=frozenset({family.owner_id})), 2)]


def test_a_listener_that_fails_keeps_everybody(waiting_job: Job, told: list[tuple[Erased, int]]) -> None:
    def fail(_erased: Erased) -> None:
        raise RuntimeError("no room to note it")

    on_erased(fail)
    with pytest.raises(RuntimeError, match="no room"):
        erase_people([waiting_job.family.parent_a], cause=ErasureCause.DELETED)
    assert Person.objects.count() == 2


def test_exports_pages_and_the_studio_listen() -> None:
    names = {f"{listener.__module__}.{listener.__name__}" for listener in listeners._listeners}
    assert names == {
        "generation.exporting.services.delete_exports_with",
        "generation.families.events.announce_families_without",
        "generation.studio.tasks.clear_couple_cache_with",
    }
