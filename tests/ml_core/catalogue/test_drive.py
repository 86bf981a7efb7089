"""Google Drive's pages, as they have been seen, served by a server of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_core.catalogue import Weight
from ml_core.catalogue.fetch import fetch
from ml_core.catalogue.sources import DriveFile
from ml_core.catalogue.web import Patience
from ml_core.errors import DownloadFailed
from tests.ml_core.catalogue.local_web import Answer, Site
from tests.ml_core.catalogue.optional import NAME, PICKLE, optional
from tests.ml_core.catalogue.test_fetch import files_in

HTML = {"Content-Type": "text/html; charset=utf-8"}
SCAN_FORM = """<!DOCTYPE html><html><head><title>Google Drive - Virus scan warning</title></head><body>
<form action="/search"><input name="q"></form>
<p>Google Drive can't scan this file for viruses. <a href="https://accounts.google.com/ServiceLogin">Sign in</a></p>
<form id="download-form" action="/download" method="get"><input type="submit" value="Download anyway">
<input type="hidden" name="id" value="abc"><input type="hidden" name="export" value="download">
<input type="hidden" name="confirm" value="t"><input type="hidden" name="uuid" value="1-2-3"></form></body></html>"""
OLD_SCAN_PAGE = """<html><body>can't scan
<a id="uc-download-link" href="/uc?export=download&amp;confirm=Xy9&amp;id=abc">Download anyway</a></body></html>"""
QUOTA_PAGE = """<!DOCTYPE html><html><head><title>Google Drive - Quota exceeded</title></head><body>
<p>Sorry, you can't view or download this file at this time.</p>
<p>Too many users have viewed or downloaded this file recently. Please try again later.</p></body></html>"""


def page(html: str, *, status: int = 200, cookie: str = "none=0") -> Answer:
    return Answer(body=html.encode(), status=status, headers=HTML | {"Set-Cookie": cookie})


def on_drive(site: Site, *answers: Answer) -> Weight:
    site.put("/download", *answers)
    return optional(DriveFile(id="abc", base=site.address))


def test_a_file_that_drive_hands_out_at_once_is_taken(site: Site, models_dir: Path, patience: Patience):
    weight = on_drive(site, Answer(body=PICKLE))

    (fetched,) = fetch([NAME], weights=(weight,), patience=patience)

    assert site.requests[0].query == {"id": "abc", "export": "download", "confirm": "t"}
    assert fetched.origin == "https://drive.google.com/file/d/abc/view"


def test_the_form_that_asks_for_a_confirmation_is_sent(site: Site, models_dir: Path, patience: Patience):
    weight = on_drive(site, page(SCAN_FORM), Answer(body=PICKLE))

    fetch([NAME], weights=(weight,), patience=patience)

    assert site.requests[1].query == {"id": "abc", "export": "download", "confirm": "t", "uuid": "1-2-3"}
    assert (models_dir / NAME).read_bytes() == PICKLE


def test_the_older_link_that_confirms_is_followed(site: Site, models_dir: Path, patience: Patience):
    weight = on_drive(site, page(OLD_SCAN_PAGE))
    site.put("/uc", Answer(body=PICKLE))

    fetch([NAME], weights=(weight,), patience=patience)

    assert site.requests[1].query == {"id": "abc", "export": "download", "confirm": "Xy9"}


def test_the_older_cookie_that_confirms_is_used_and_sent_back(site: Site, models_dir: Path, patience: Patience):
    warning = page("<html>can't scan</html>", cookie="download_warning_13_abc=Xy9; Path=/")
    weight = on_drive(site, warning, Answer(body=PICKLE))

    fetch([NAME], weights=(weight,), patience=patience)

    assert site.requests[1].query["confirm"] == "Xy9"
    assert site.requests[1].headers["cookie"] == "download_warning_13_abc=Xy9"


def test_a_broken_download_goes_on_past_the_form(site: Site, models_dir: Path, patience: Patience):
    tag = {"ETag": '"one"'}
    half = Answer(body=PICKLE, sent=131_072, headers=tag)
    form = page(SCAN_FORM)
    weight = on_drive(site, form, half, form, Answer(body=PICKLE, headers=tag))

    fetch([NAME], weights=(weight,), patience=patience)

    assert site.ranges() == [None, None, "bytes=131072-", "bytes=131072-"]
    assert (models_dir / NAME).read_bytes() == PICKLE


def test_confirmations_without_end_are_given_up(site: Site, models_dir: Path, patience: Patience):
    weight = on_drive(site, page(SCAN_FORM))

    with pytest.raises(DownloadFailed, match="asked for a confirmation 3 times"):
        fetch([NAME], weights=(weight,), patience=patience)


@pytest.mark.parametrize("status", [200, 403])
def test_a_used_up_quota_is_explained(site: Site, models_dir: Path, patience: Patience, status: int):
    with pytest.raises(DownloadFailed, match=r"quota for this file is used up: .*Try again in a day"):
        fetch([NAME], weights=(on_drive(site, page(QUOTA_PAGE, status=status)),), patience=patience)

    assert len(site.requests) == 1
    assert files_in(models_dir) == []


def test_a_quota_page_that_calls_itself_a_file_is_still_known(site: Site, models_dir: Path, patience: Patience):
    disguised = Answer(body=QUOTA_PAGE.encode(), headers={"Content-Type": "application/octet-stream"})

    with pytest.raises(DownloadFailed, match="quota for this file is used up"):
        fetch([NAME], weights=(on_drive(site, disguised),), patience=patience)


def test_a_file_behind_a_sign_in_is_told_as_such(site: Site, models_dir: Path, patience: Patience):
    site.put("/ServiceLogin", page("<html><title>Meet Drive</title></html>"))
    weight = on_drive(site, Answer(status=302, headers={"Location": "/ServiceLogin?continue=x"}))

    with pytest.raises(DownloadFailed, match="asks to sign in"):
        fetch([NAME], weights=(weight,), patience=patience)


@pytest.mark.parametrize(
    ("answer", "explanation"),
    [
        (page("<html><title>Error 404</title>", status=404), "no longer has this file"),
        (page("<html><p>Sorry, the file you have requested does not exist.</p>"), "no longer has this file"),
        (page("<html><title>Google Drive: Access Denied</title>", status=403), "denies access"),
        (page("<html><p>You need access. Ask the owner.</p>"), "denies access"),
        (page("<html><title>Google Drive: Sign-in</title>"), "asks to sign in"),
        (page("<html><title>Something\n new</title>"), r"a web page came .*\(status 200, title 'Something new'\)"),
    ],
)
def test_pages_without_a_file_are_told_apart(
    site: Site, models_dir: Path, patience: Patience, answer: Answer, explanation: str
):
    with pytest.raises(DownloadFailed, match=explanation):
        fetch([NAME], weights=(on_drive(site, answer),), patience=patience)


def test_a_busy_drive_is_asked_again(site: Site, models_dir: Path, patience: Patience):
    weight = on_drive(site, page("<html>Sorry: automated queries</html>", status=429), Answer(body=PICKLE))

    assert fetch([NAME], weights=(weight,), patience=patience)


def test_the_mirror_is_asked_when_drive_fails(site: Site, models_dir: Path, patience: Patience):
    site.put("/download", page(QUOTA_PAGE))
    mirror = site.put("/mirror.pkl", Answer(body=PICKLE))
    weight = optional(DriveFile(id="abc", base=site.address), mirror)

    (fetched,) = fetch([NAME], weights=(weight,), patience=patience)

    assert fetched.origin == mirror
