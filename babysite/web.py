"""The web process as `make run` starts it: uvicorn on a socket that the supervisor holds, so that restarts lose nobody.

    python -m babysite.web --fd 7

Elsewhere `uvicorn babysite.asgi:application` does the same on an address of its own.
"""

from __future__ import annotations

import argparse
import socket

import uvicorn

from babysite import processes

# A slow client costs a connection, not a thread; past this many, new ones are told to come back.
MAX_CONNECTIONS = 2000
# People send us nothing over a websocket; this is generous.
MAX_SOCKET_MESSAGE_BYTES = 16 * 1024


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--fd", type=int, required=True, help="a listening socket, inherited")
    processes.close_memory()
    listening = socket.socket(fileno=parser.parse_args().fd)
    config = uvicorn.Config(
        "babysite.asgi:application",
        log_config=None,  # Django's
        access_log=False,
        server_header=False,
        proxy_headers=False,  # TRUSTED_PROXY_COUNT alone says whether they are believed
        lifespan="off",
        limit_concurrency=MAX_CONNECTIONS,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=5,
        ws_max_size=MAX_SOCKET_MESSAGE_BYTES,
    )
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
