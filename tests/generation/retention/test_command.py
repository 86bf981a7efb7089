from __future__ import annotations

import io

import pytest
from django.core.management import call_command

from generation.models import Family, Job
from tests.generation.retention.conftest import let_time_pass

pytestmark = pytest.mark.django_db(transaction=True)


def said_by_expire(*arguments: str) -> str:
    said = io.StringIO()
    call_command("expire", *arguments, stdout=said)
    return said.getvalue()


def test_it_says_what_it_did(done_job: Job) -> None:
    let_time_pass(days=2)
    assert "families: 1" in said_by_expire("--dry-run")
    assert Family.objects.exists()
    assert "families: 1" in said_by_expire()
    assert not Family.objects.exists()
    assert "families: 0" in said_by_expire()
