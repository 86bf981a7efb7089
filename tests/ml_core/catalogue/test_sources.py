from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from ml_core import catalogue
from ml_core.catalogue.sources import DriveFile, WebFile, read_address


@pytest.mark.parametrize(
    "address",
    [
        "https://drive.google.com/file/d/1a-B_c/view?usp=sharing",
        "https://drive.google.com/uc?export=download&id=1a-B_c",
        "https://drive.google.com/open?id=1a-B_c",
        "https://drive.usercontent.google.com/download?id=1a-B_c&export=download",
    ],
)
def test_links_that_share_a_file_on_drive_lead_to_the_file(address: str):
    assert read_address(address) == DriveFile(id="1a-B_c")


def test_other_addresses_are_taken_as_they_are():
    assert read_address("https://example.org/d/a?id=2") == WebFile(url="https://example.org/d/a?id=2")


def test_every_address_of_the_table_is_https():
    addresses = [source.address for weight in catalogue.WEIGHTS for source in weight.sources]

    assert len(addresses) >= 5
    assert {urlsplit(address).scheme for address in addresses} == {"https"}


def test_every_optional_file_has_a_source_and_no_package():
    optional = [weight for weight in catalogue.WEIGHTS if not weight.is_built_in]

    assert optional
    assert all(weight.sources and weight.wheel is None for weight in optional)
