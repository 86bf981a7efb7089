from __future__ import annotations

from typing import Any

import pytest

from ml_core.contracts import ChildRequest
from ml_core.errors import InvalidRequest

NAN = float("nan")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("age_years", -1.0),
        ("age_years", 26.0),
        ("age_years", NAN),
        ("sex", "x"),
        ("sex", ""),
        ("dominance", 1.1),
        ("dominance", NAN),
        ("seed", -1),
        ("seed", 2**32),
        ("expression", "angry"),
    ],
)
def test_a_request_outside_what_is_defined_is_refused_with_what_arrived(name: str, value: Any) -> None:
    with pytest.raises(InvalidRequest, match=f"{name} must .* Received: {value!r}"):
        ChildRequest(**{"age_years": 6.0, name: value})
