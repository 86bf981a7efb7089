from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
ADDRESSES = ["/accounts/login/", "/admin/", "/families/new/", "/nothing/here/"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "BREW"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_know_reading_and_sending_only(alice_client: Client, method: str, address: str) -> None:
    answer = alice_client.generic(method, address)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS, POST")


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_header_makes_no_other_method_of_a_request(alice_client: Client, name: str) -> None:
    form = {"login": "alice@example.org", "password": PASSWORD, "_method": "DELETE"}
    assert alice_client.post("/about/?_method=GET", form, headers={name: "GET"}).status_code == 405
    assert alice_client.get("/api/families/", headers={name: "POST"}).json()["count"] == 0
