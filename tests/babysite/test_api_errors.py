from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from accounts.models import User
from accounts.people.services import create_person
from generation.models import Family


class EchoApi(APIView):
    """A view under the site's own settings of the framework, without authentication."""

    authentication_classes = []
    permission_classes = []
    problem: Exception | None = None

    def post(self, request: Request) -> Response:
        if self.problem:
            raise self.problem
        return Response(request.data)


def answer_to(problem: Exception | None = None, body: str = "{}") -> tuple[int, Any]:
    request = APIRequestFactory().post("/api/echo/", body, content_type="application/json")
    response = EchoApi.as_view(problem=problem)(request)
    return response.status_code, response.data


def test_a_wrong_field_is_named() -> None:
    problem = exceptions.ValidationError({"age": ["Too old."]})
    assert answer_to(problem) == (
        400,
        {"error": {"code": "invalid", "message": "Too old.", "fields": {"age": ["Too old."]}}},
    )


@pytest.mark.parametrize(
    ("problem", "status", "code"),
    [
        (Http404("Nothing here."), 404, "not_found"),
        (PermissionDenied(), 403, "permission_denied"),
        (exceptions.Throttled(wait=7), 429, "throttled"),
        (exceptions.ValidationError("No."), 400, "invalid"),
        (exceptions.ValidationError({"a": {"b": [{"c": ["No."]}]}}), 400, "invalid"),
    ],
)
def test_every_refusal_has_the_same_shape(problem: Exception, status: int, code: str) -> None:
    got, body = answer_to(problem)
    assert got == status
    assert body["error"].keys() == {"code", "message", "fields"}
    assert body["error"]["code"] == code
    assert isinstance(body["error"]["message"], str)


def test_what_nobody_foresaw_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        answer_to(ZeroDivisionError())


@pytest.mark.parametrize("body", ["[" * 200_000, '{"a":' * 100_000, "{", "nul"])
def test_json_that_is_none_is_a_bad_request(body: str) -> None:
    status, data = answer_to(body=body)
    assert (status, data["error"]["code"]) == (400, "parse_error")


def test_an_address_that_does_not_exist_answers_in_json_below_api(client: Client) -> None:
    response = client.get("/api/nothing/")
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"


def test_an_address_that_does_not_exist_answers_with_a_page_elsewhere(client: Client, static_files: None) -> None:
    response = client.get("/nothing/")
    assert response.status_code == 404
    assert "<html" in response.content.decode()


@pytest.mark.django_db
def test_who_is_not_signed_in_is_told_so_in_the_same_shape(client: Client) -> None:
    response = client.get("/api/families/")
    assert response.status_code == 403
    assert response.json()["error"]["code"] == "not_authenticated"


@pytest.mark.django_db
def test_nested_json_at_a_real_address_is_a_bad_request(client: Client) -> None:
    user = User.objects.create_user("alice@example.org", "correct horse battery")
    parents = [create_person(owner=user, name=name) for name in ("Ada", "Ben")]
    family = Family.objects.create(owner=user, parent_a=parents[0], parent_b=parents[1])
    client.force_login(user)
    address = f"/api/families/{family.pk}/children/"
    response = client.post(address, "[" * 100_000, content_type="application/json")
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "parse_error"
