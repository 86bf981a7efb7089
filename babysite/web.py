"""The web process as `make run` starts it: uvicorn on a socket that the supervisor holds, so that restarts lose nobody.

    python -m babysite.web --fd 7

It loads the site once and forks WEB_PROCESSES that answer, one for each core. Elsewhere `uvicorn
babysite.asgi:application` answers the same on an address of its own. Limits on connections are then the business of
whatever stands before it.
"""

from __future__ import annotations

import argparse
import importlib
import math
import os
import resource
import socket
from functools import partial

import uvicorn
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from babysite import forking, processes
from babysite.connections import GuardedProtocol

APPLICATION = "babysite.asgi"
# Counted in a process: each gets its share, rounded up.
LIMITS_IN_ALL = (
    "MAX_CONNECTIONS",
    "CONNECTIONS_PER_ADDRESS",
    "DECODERS_AT_ONCE",
    "REQUESTS_AT_ONCE",
    "SOCKETS_PER_ACCOUNT",
    "UPLOADS_AT_ONCE",
    "UPLOADS_PER_ADDRESS",
)
# A slow client costs a connection, not a thread, and each is an open file; so are the database's and the workers'.
OTHER_FILES = 500
# Its threads are few and stay, so their connections to the database may; after so long they give their memory back.
MAX_CONNECTION_SECONDS = 600
# People send us nothing over a websocket; this is generous.
MAX_SOCKET_MESSAGE_BYTES = 16 * 1024


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "babysite.settings")
    parser = argparse.ArgumentParser()
    parser.add_argument("--fd", type=int, required=True, help="a listening socket, inherited")
    processes.close_memory()
    listening = socket.socket(fileno=parser.parse_args().fd)
    settings.DATABASES["default"]["CONN_MAX_AGE"] = MAX_CONNECTION_SECONDS
    share_limits(settings.WEB_PROCESSES)
    allow_files(settings.MAX_CONNECTIONS + OTHER_FILES)
    load()
    if settings.WEB_PROCESSES == 1:
        serve(listening)
    else:
        forking.run_in_processes(partial(serve, listening), number=settings.WEB_PROCESSES)


def share_limits(num_processes: int) -> None:
    """Gives this process its share of what the site allows in all, before anything has read it."""
    for name in LIMITS_IN_ALL:
        setattr(settings, name, math.ceil(getattr(settings, name) / num_processes))


def load() -> None:
    """Loads the site with all of its pages, before processes part."""
    importlib.import_module(APPLICATION)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            reverse("home")  # gathers the addresses of all pages
    forking.keep_what_is_loaded()


def serve(listening: socket.socket) -> None:
    config = uvicorn.Config(
        f"{APPLICATION}:application",
        log_config=None,  # Django's
        access_log=False,
        server_header=False,
        proxy_headers=False,  # TRUSTED_PROXY_COUNT alone says whether they are believed
        lifespan="off",
        http=GuardedProtocol,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=5,
        ws_max_size=MAX_SOCKET_MESSAGE_BYTES,
    )
    uvicorn.Server(config).run(sockets=[listening])


def allow_files(number: int) -> None:
    """Raises the number of files this process may open, as far as the machine's owner lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = number if hard == resource.RLIM_INFINITY else min(number, hard)
    if wanted > soft:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


if __name__ == "__main__":
    main()
