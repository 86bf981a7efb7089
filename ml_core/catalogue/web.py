"""One request over HTTP, with the environment's proxies and certificates, and its failures in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urljoin, urlsplit

import requests
from requests.utils import get_environ_proxies, select_proxy

from ml_core.catalogue.contents import HEAD_BYTES, looks_like_page
from ml_core.catalogue.trouble import Final, Passing, Trouble

CHUNK_BYTES = 1 << 16
# Pages of which we read the wording are far smaller.
PAGE_BYTES = 1 << 18
# Sizes, ranges and hashes are those of the file itself, so nothing on the way may compress it.
HEADERS = {"Accept-Encoding": "identity", "User-Agent": "babysite (weights fetch)"}


@dataclass(frozen=True, kw_only=True)
class Patience:
    """connect_s: until a connection stands. stall_s: without a byte. longest_pause_s: a server that asks for a longer
    pause is given up. Pauses double from first_pause_s. attempts: per source."""

    connect_s: float = 15
    stall_s: float = 60
    attempts: int = 5
    first_pause_s: float = 1
    longest_pause_s: float = 120
    redirects: int = 10


class Arrival:
    """An answer whose first bytes have been looked at. Close it, or use it as a context."""

    def __init__(self, response: requests.Response) -> None:
        self.response = response
        self._body = response.iter_content(CHUNK_BYTES)
        self.head = b""
        while len(self.head) < HEAD_BYTES and (chunk := self._read()):
            self.head += chunk

    @property
    def is_page(self) -> bool:
        """By its bytes, whatever its type is said to be; a part of a file is told by its type alone."""
        if self.response.status_code == requests.codes.partial:
            return self.response.headers.get("Content-Type", "").startswith("text/html")
        return looks_like_page(self.head)

    def chunks(self) -> Iterator[bytes]:
        """The whole body, once. Raises Passing when the connection breaks or stalls."""
        chunk = self.head
        while chunk:
            yield chunk
            chunk = self._read()

    def read_page(self) -> str:
        page = b""
        for chunk in self.chunks():
            page += chunk
            if len(page) >= PAGE_BYTES:
                break
        return page[:PAGE_BYTES].decode(errors="replace")

    def __enter__(self) -> Arrival:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.response.close()

    def _read(self) -> bytes:
        """Empty at the end."""
        try:
            return next(self._body, b"")
        except requests.RequestException as error:
            self.response.close()
            raise explain(error, self.response.url) from error


def open_url(session: requests.Session, url: str, headers: Mapping[str, str], patience: Patience) -> Arrival:
    """The answer at the end of the redirects, whatever its status.

    Raises:
        Passing, Final: there is none.
    """
    for _ in range(patience.redirects + 1):
        response = _request(session, url, headers, patience)
        if not response.is_redirect:
            return Arrival(response)
        target = urljoin(url, response.headers["Location"])
        response.close()
        if urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https":
            raise Final(f"it leads from https to {target}, which anybody on the way could alter")
        url = target
    raise Final(f"it redirects more than {patience.redirects} times")


def _request(
    session: requests.Session, url: str, headers: Mapping[str, str], patience: Patience
) -> requests.Response:  # fmt: skip
    try:
        return session.get(
            url,
            headers={**HEADERS, **headers},
            stream=True,
            timeout=(patience.connect_s, patience.stall_s),
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise explain(error, url) from error
    except OSError as error:  # what the settings name: the file of certificates is not there, for instance
        raise Final(f"it can't be asked ({error})") from error
    except ValueError as error:  # requests looks at where a redirect leads, followed or not
        raise Final(f"it leads to what is no address ({error})") from error


def explain(error: requests.RequestException, url: str) -> Trouble:
    reason = _innermost(error)
    if isinstance(error, requests.exceptions.ProxyError):
        return Final(f"{name_proxy(url)} refuses or can't be reached ({reason}). {PROXY_ADVICE}")
    if isinstance(error, requests.exceptions.SSLError) and "certificate" in str(reason).lower():
        return Final(
            f"its certificate can't be trusted ({reason}). Behind a proxy that opens connections, set "
            "REQUESTS_CA_BUNDLE to the file with its certificate"
        )
    if isinstance(reason, TimeoutError):
        return Passing("no byte came for too long")
    if isinstance(error, (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)):
        return Passing(f"the connection failed ({reason})")
    return Final(f"it can't be asked ({reason})")


PROXY_ADVICE = "Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY"


def name_proxy(url: str) -> str:
    """Without the password that its address may hold."""
    proxy = urlsplit(select_proxy(url, get_environ_proxies(url)) or "")
    return f"the proxy {proxy.hostname}:{proxy.port}" if proxy.hostname else "the proxy"


def _innermost(error: BaseException) -> BaseException:
    """What the operating system said, below the layers that wrapped it."""
    while (deeper := error.__cause__ or error.__context__) is not None:
        error = deeper
    return error
