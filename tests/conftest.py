from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from xdist.remote import Producer

from tests.environment import prepare_environment, running_servers
from tests.shortcuts import quick_emptying, static_files_listed_once
from tests.side_by_side import FilesInTurn, longest_first

prepare_environment()

pytest_plugins = ["tests.cast", "tests.networks"]


def pytest_xdist_setupnodes() -> None:
    """Unsets the settings module: workers inherit this process's environment, and pytest-django would load its settings
    before they have a place of their own.
    """
    del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FilesInTurn:
    return FilesInTurn(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        longest_first(items)


@pytest.fixture(scope="session")
def servers() -> Iterator[None]:
    """Starts a real PostgreSQL and Valkey, once per run. Whatever uses the database has them by itself."""
    with running_servers():
        yield


@pytest.fixture(scope="session")
def static_files() -> Iterator[None]:
    """Pages name their static files by hash, so these must have been collected."""
    from babysite import staticfiles

    staticfiles.collect()
    with static_files_listed_once():
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(servers: None, static_files: None) -> None:
    pass


@pytest.fixture(scope="session", autouse=True)
def shortcuts() -> Iterator[None]:
    with quick_emptying():
        yield


@pytest.fixture(autouse=True)
def nobodys_language() -> None:
    """A request leaves its language active in its thread, and the next test would speak it."""
    from django.utils import translation

    translation.deactivate()
