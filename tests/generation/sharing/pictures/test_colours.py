from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from generation.sharing.pictures import colours

TOKENS = Path(settings.BASE_DIR, "static", "css", "tokens.css")
NAMES = [name for name in vars(colours) if name.isupper()]


@pytest.mark.parametrize("name", NAMES)
def test_pictures_have_the_colours_of_the_pages_by_day(name: str) -> None:
    by_day = TOKENS.read_text().partition("@media")[0]
    token = name.lower().replace("_", "-")
    found = re.search(rf"--{token}: (#[0-9a-f]{{6}});", by_day)
    assert found is not None
    assert getattr(colours, name) == found[1]
