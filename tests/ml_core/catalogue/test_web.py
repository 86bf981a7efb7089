"""Redirects, certificates and proxies."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_core.catalogue.fetch import fetch
from ml_core.errors import DownloadFailed
from tests.ml_core.catalogue.local_web import CERTIFICATE, Answer, Site
from tests.ml_core.catalogue.optional import NAME, PICKLE, optional


def redirect(to: str) -> Answer:
    return Answer(status=302, headers={"Location": to})


def test_a_redirect_is_followed(site: Site, models_dir: Path):
    site.put("/b.pkl", Answer(body=PICKLE))
    weight = optional(site.put("/a.pkl", redirect("/b.pkl")))

    assert fetch([NAME], weights=(weight,))


def test_a_server_that_redirects_for_ever_is_given_up(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", redirect("/a.pkl")))

    with pytest.raises(DownloadFailed, match="it can't be asked"):
        fetch([NAME], weights=(weight,))

    assert len(site.requests) < 50


def test_a_redirect_to_no_address_is_refused(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", redirect("https://[")))

    with pytest.raises(DownloadFailed, match="it can't be asked"):
        fetch([NAME], weights=(weight,))


def test_a_redirect_to_a_file_of_this_machine_is_refused(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", redirect("file:///etc/hostname")), content=None)

    with pytest.raises(DownloadFailed, match="it can't be asked"):
        fetch([NAME], weights=(weight,))


def test_a_certificate_that_nobody_vouches_for_is_refused(secure_site: Site, models_dir: Path):
    weight = optional(secure_site.put("/a.pkl", Answer(body=PICKLE)))

    with pytest.raises(DownloadFailed, match=r"the connection failed \(.*certificate.*set REQUESTS_CA_BUNDLE"):
        fetch([NAME], weights=(weight,))

    assert secure_site.requests == []


@pytest.fixture
def trusted(secure_site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATE))
    return secure_site


def test_certificates_of_ones_own_are_honoured(trusted: Site, models_dir: Path):
    weight = optional(trusted.put("/a.pkl", Answer(body=PICKLE)))

    assert fetch([NAME], weights=(weight,))


def test_a_redirect_from_https_to_http_is_refused(trusted: Site, site: Site, models_dir: Path):
    plain = site.put("/a.pkl", Answer(body=PICKLE))
    weight = optional(trusted.put("/a.pkl", redirect(plain)))

    with pytest.raises(DownloadFailed, match=f"it leads from https to {plain}"):
        fetch([NAME], weights=(weight,))

    assert not (models_dir / NAME).exists()


def test_certificates_that_are_not_where_the_setting_says_are_told(
    secure_site: Site, models_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such/file.pem")
    weight = optional(secure_site.put("/a.pkl", Answer(body=PICKLE)))

    with pytest.raises(DownloadFailed, match=r"can't be asked \(.*/no/such/file\.pem"):
        fetch([NAME], weights=(weight,))


def test_the_proxy_of_the_environment_is_used(site: Site, models_dir: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTP_PROXY", site.address)
    site.put("/a.pkl", Answer(body=PICKLE))

    fetch([NAME], weights=(optional("http://weights.invalid/a.pkl"),))

    assert [request.target for request in site.requests] == ["http://weights.invalid/a.pkl"]


def test_hosts_that_need_no_proxy_are_asked_directly(site: Site, models_dir: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    weight = optional(site.put("/a.pkl", Answer(body=PICKLE)))

    assert fetch([NAME], weights=(weight,))


def test_a_proxy_that_is_not_there_is_named_without_its_password(
    site: Site, models_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("HTTP_PROXY", "http://me:secret@127.0.0.1:9")

    with pytest.raises(DownloadFailed, match=r"the connection failed \(.*Check HTTPS_PROXY") as caught:
        fetch([NAME], weights=(optional("http://weights.invalid/a.pkl"),))

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_a_password_is_named(
    site: Site, models_dir: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
):
    monkeypatch.setenv(f"{scheme.upper()}_PROXY", site.address)
    for target in ("/a.pkl", "weights.invalid:443", ""):
        site.put(target, Answer(status=407))

    with pytest.raises(DownloadFailed, match=r"it answered 407|the connection failed \(Tunnel .*Check HTTPS_PROXY"):
        fetch([NAME], weights=(optional(f"{scheme}://weights.invalid/a.pkl"),))

    assert len(site.requests) == 1
