"""The doors need no database; they only ask whether one is inside a transaction."""

from types import SimpleNamespace

import pytest

from agencies.doors.adapters import transaction


@pytest.fixture(autouse=True)
def database(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A connection outside any transaction; a test sets `in_atomic_block` to be inside one."""
    connection = SimpleNamespace(in_atomic_block=False)
    connections = SimpleNamespace(all=lambda initialized_only=False: [connection])
    monkeypatch.setattr(transaction, "connections", connections)
    return connection
