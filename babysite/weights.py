"""`make models`: ml_core's own command, told where this site keeps its models (.env may say so)."""

from __future__ import annotations

import os
import sys

from django.core.exceptions import ImproperlyConfigured


def main() -> None:
    try:
        from babysite.settings import MODELS_DIR
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    os.environ["MODELS_DIR"] = str(MODELS_DIR)
    command = [sys.executable, "-m", "ml_core", "weights", "fetch"]
    os.execv(command[0], command)  # noqa: S606 - no shell, and no names from outside


if __name__ == "__main__":
    main()
