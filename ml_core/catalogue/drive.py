"""Google Drive's way to a large file: pages that ask for a confirmation, or say why there is no file."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import requests

from ml_core.catalogue.sources import DriveFile
from ml_core.catalogue.trouble import Final
from ml_core.catalogue.web import Arrival, Patience, open_url

MAX_CONFIRMATIONS = 2
OLD_COOKIE = "download_warning"
QUOTA = ("Quota exceeded", "Too many users have viewed or downloaded")
SIGN_IN = ("accounts.google.com", "ServiceLogin")
DENIED = ("need access", "have permission", "Access denied")
GONE = ("does not exist", "has been deleted", "not found")


def open_drive(
    session: requests.Session, source: DriveFile, headers: Mapping[str, str], patience: Patience
) -> Arrival:  # fmt: skip
    """The file's own answer, or that of a server out of order, which the caller judges by its status.

    Raises:
        Final: a page says that the file is not to be had. Passing: see `open_url`.
    """
    url = _download_url(source, confirm="t")
    for _ in range(MAX_CONFIRMATIONS + 1):
        arrival = open_url(session, url, headers, patience)
        status = arrival.response.status_code
        if not arrival.is_page or status == requests.codes.too_many_requests or status >= 500:
            return arrival
        with arrival:
            page = _Page(arrival.read_page())
        following = _find_confirmed_url(page, arrival.response.url, session, source)
        if following is None:
            raise Final(_explain(page, arrival.response))
        url = following
    raise Final(f"Google Drive asked for a confirmation {MAX_CONFIRMATIONS + 1} times")


def _download_url(source: DriveFile, *, confirm: str) -> str:
    query = urlencode({"id": source.id, "export": "download", "confirm": confirm})
    return f"{source.base}/download?{query}"


def _find_confirmed_url(page: _Page, url: str, session: requests.Session, source: DriveFile) -> str | None:
    """The address behind "Download anyway": today's form, or the older link or cookie."""
    if page.action is not None and "confirm" in page.inputs:
        return f"{urljoin(url, page.action)}?{urlencode(page.inputs)}"
    if page.confirming_link is not None:
        return urljoin(url, page.confirming_link)
    for name, value in session.cookies.items():
        if name.startswith(OLD_COOKIE) and value is not None and f"confirm={value}" not in url:
            return _download_url(source, confirm=value)
    return None


def _explain(page: _Page, response: requests.Response) -> str:
    title = " ".join(page.title.split())[:100]
    if any(mark in page.text for mark in QUOTA):
        return (
            "Google Drive's quota for this file is used up: too many people fetched it lately. Try again in a day, or "
            "make a copy of it in a Drive of your own, which has its own quota, and download that in a browser"
        )
    if any(mark in response.url for mark in SIGN_IN) or "sign in" in title.lower().replace("-", " "):
        return "Google Drive asks to sign in: the file is not open to everybody"
    if response.status_code in (401, 403) or any(mark in page.text for mark in DENIED):
        return "Google Drive denies access: the file is not open to everybody"
    if response.status_code in (404, 410) or any(mark in page.text for mark in GONE):
        return "Google Drive no longer has this file"
    return f"a web page came instead of the file (status {response.status_code}, title {title!r})"


class _Page(HTMLParser):
    """The words of a page, its title, the form that confirms and the link that does."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.title = self.text = ""
        self.action: str | None = None
        self.inputs: dict[str, str] = {}
        self.confirming_link: str | None = None
        self._in_title = self._in_form = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "title":
            self._in_title = True
        elif tag == "form" and "confirm" not in self.inputs:
            self.action, self.inputs, self._in_form = values.get("action", ""), {}, True
        elif tag == "input" and self._in_form and values.get("name"):
            self.inputs[values["name"]] = values.get("value", "")
        elif tag == "a" and "confirm" in parse_qs(urlsplit(values.get("href", "")).query):
            self.confirming_link = values["href"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        elif tag == "form":
            self._in_form = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_title:
            self.title += data
