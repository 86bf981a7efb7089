"""`python -m tests.generation.serve_test_database --fd 7`: the site's web process, on the tests' database."""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "babysite.settings")

from django.conf import settings

from babysite.web import main

if __name__ == "__main__":
    database: dict[str, Any] = settings.DATABASES["default"]
    database["NAME"] = database["TEST"]["NAME"]
    main()
