"""A client with the link of an invitation and nothing else."""

from __future__ import annotations

from typing import Any

from django.test import Client

from accounts.models import Invitation, Purpose
from accounts.people.consents import CURRENT_VERSIONS
from generation.consent.links import link_of
from tests.generation.pictures import upload


def agreeing(**changes: Any) -> dict[str, Any]:
    """The form as a browser sends it, with the first box ticked; a change to None leaves a field out."""
    fields = {
        "photo": upload(name="me.jpg"),
        "compute": "on",
        "consent_version": CURRENT_VERSIONS[Purpose.COMPUTE],
        "keep_version": CURRENT_VERSIONS[Purpose.KEEP],
        "publish_version": CURRENT_VERSIONS[Purpose.PUBLISH],
        "consent_language": "en",
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


class Invitee:
    def __init__(self, invitation: Invitation, *, client: Client | None = None) -> None:
        self.link = link_of(invitation)
        self.client = client or Client()

    def look(self, **headers: Any) -> Any:
        return self.client.get(self.link, **headers)

    def page(self) -> str:
        return str(self.look().content.decode())

    def agree(self, **changes: Any) -> Any:
        return self.client.post(self.link, agreeing(**changes))

    def refuse(self) -> Any:
        return self.client.post(f"{self.link}refuse/")

    def withdraw(self) -> Any:
        return self.client.post(f"{self.link}withdraw/")

    def say(self, purpose: str, says: str, **changes: Any) -> Any:
        fields = {**agreeing(photo=None, compute=None), "says": says, **changes}
        return self.client.post(f"{self.link}consents/{purpose}/", fields)
