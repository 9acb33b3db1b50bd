"""Fixtures of all tests: databases behind the walls, two agencies, their people, and an outsider in every picture."""

import sys
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from pytest_django import DjangoDbBlocker

from agencies.events import services as events
from tests import databases
from tests.people import Cast, make_cast
from tests.sharing import pytest_addoption, pytest_runtestloop

__all__ = ["pytest_addoption", "pytest_runtestloop"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Tests connect as the plain role to a copy of a template that the owner role migrated."""
    with django_db_blocker.unblock(), databases.copy():
        yield


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database of one's own for tests that commit; yields its name."""
    with django_db_blocker.unblock(), databases.copy() as name:
        yield name


@pytest.fixture
def cast(db: None) -> Cast:
    """Two agencies with their people, inside the test's transaction."""
    return make_cast()


@pytest.fixture
def committed_cast(committed: str) -> Cast:
    """The same, committed."""
    return make_cast()


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def _nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker takes the hints of the tests' own queue: what runs in this process must not make room for them."""
    monkeypatch.setattr(events, "others_wait", lambda: False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much the walls were tried, if they were."""
    walls = sys.modules.get("tests.test_walls")
    if walls is not None and walls.ASKED.value:
        terminalreporter.write_line(f"walls: {walls.ASKED.value} combinations of address, method and person were tried")
