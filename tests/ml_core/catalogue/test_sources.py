from __future__ import annotations

from urllib.parse import urlsplit

from ml_core import catalogue


def test_every_address_of_the_table_is_https():
    addresses = [source for weight in catalogue.WEIGHTS for source in weight.sources]

    assert len(addresses) >= 5
    assert {urlsplit(address).scheme for address in addresses} == {"https"}


def test_every_optional_file_has_a_source_and_no_package():
    optional = [weight for weight in catalogue.WEIGHTS if not weight.is_built_in]

    assert optional
    assert all(weight.sources and weight.wheel is None for weight in optional)
