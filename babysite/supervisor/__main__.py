from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from django.core.exceptions import ImproperlyConfigured

from babysite.embedded.errors import EmbeddedServerError
from babysite.supervisor.console import CannotStartError, describe_os_error, say
from babysite.supervisor.site import Site, StopRequested

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "babysite.settings")
    os.umask(0o077)  # what the site writes, others on this machine need not read
    for number in STOP_SIGNALS:
        signal.signal(number, request_stop)
    try:
        return run(Site())
    except (ImproperlyConfigured, CannotStartError, EmbeddedServerError) as error:
        say(str(error))
    except OSError as error:
        say(describe_os_error(error))
    return 1


def run(site: Site) -> int:
    try:
        site.start()
        site.watch()
    except StopRequested:
        say("Ending babysite ...")
        return 0
    finally:
        site.stop()


def request_stop(number: int, frame: FrameType | None) -> None:
    for other in STOP_SIGNALS:
        signal.signal(other, signal.SIG_IGN)  # ending takes seconds, and must not be cut short
    raise StopRequested


if __name__ == "__main__":
    sys.exit(main())
