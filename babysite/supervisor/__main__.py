from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from babysite.embedded.errors import EmbeddedServerError
from babysite.supervisor.errors import CannotStartError
from babysite.supervisor.site import Site, StopRequested, say

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "babysite.settings")
    for number in STOP_SIGNALS:
        signal.signal(number, request_stop)
    site = Site()
    try:
        site.start()
        site.watch()
    except StopRequested:
        return 0
    except (CannotStartError, EmbeddedServerError) as error:
        say(str(error))
        return 1
    finally:
        site.stop()


def request_stop(number: int, frame: FrameType | None) -> None:
    for other in STOP_SIGNALS:
        signal.signal(other, signal.SIG_IGN)  # ending takes seconds, and must not be cut short
    raise StopRequested


if __name__ == "__main__":
    sys.exit(main())
