from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client

from generation import engine


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    target: Path = tmp_path_factory.mktemp("schema") / "schema.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(target))
    described: dict[str, Any] = yaml.safe_load(target.read_text())
    return described


def test_the_api_describes_itself_without_a_warning(schema: dict[str, Any]) -> None:
    assert schema["openapi"].startswith("3.")


def test_every_endpoint_is_described(schema: dict[str, Any]) -> None:
    described = {(path, method) for path, methods in schema["paths"].items() for method in methods}
    assert described == {
        ("/api/consent-text/", "get"),
        ("/api/families/", "get"),
        ("/api/families/", "post"),
        ("/api/families/{family_id}/", "get"),
        ("/api/families/{family_id}/", "delete"),
        ("/api/families/{family_id}/children/", "get"),
        ("/api/families/{family_id}/children/", "post"),
        ("/api/jobs/{job_id}/", "get"),
        ("/api/jobs/{job_id}/cancel/", "post"),
        ("/api/jobs/{job_id}/answers/", "post"),
        ("/api/children/{child_id}/", "get"),
        ("/api/children/{child_id}/", "delete"),
        ("/api/children/{child_id}/film/", "post"),
        ("/api/people/{invited_id}/invitation/", "post"),
    }


def test_a_request_is_described_with_every_trait(schema: dict[str, Any]) -> None:
    for name in ("ChildSpecRequest", "NewFamilyRequest"):
        described = schema["components"]["schemas"][name]
        fields = {f"from_{trait}" for trait in engine.TRAITS} | {
            "siblings",
            "years_apart",
            "identical",
            "age_years",
            "dominance",
        }
        assert fields | {"expression"} <= set(described["properties"]), name


def test_a_child_is_described_with_its_expression_and_how_old_it_looks(schema: dict[str, Any]) -> None:
    described = schema["components"]["schemas"]["Child"]
    assert {"expression", "apparent_age_years"} <= set(described["required"])
    assert described["properties"]["apparent_age_years"]["nullable"]
    assert "expression" in schema["components"]["schemas"]["Job"]["required"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/schema/", "/api/docs/"])
def test_the_description_can_be_read_by_who_is_signed_in(alice_client: Client, address: str) -> None:
    assert alice_client.get(address).status_code == 200
