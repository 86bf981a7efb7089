"""Contents of emails, for tests of what they are for."""

from __future__ import annotations

import re
from typing import Any


def code_in(email: Any) -> str:
    found = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]+)$", email.body, flags=re.MULTILINE)
    assert found, email.body
    return found.group(1)
