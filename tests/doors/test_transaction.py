"""The doors look at Django's own connections, without opening one."""

import pytest
from django.db.utils import ConnectionHandler

from agencies.doors.adapters import transaction

SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}


def test_it_refuses_only_inside_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    handler = ConnectionHandler({"default": SQLITE, "matcher": SQLITE})
    monkeypatch.setattr(transaction, "connections", handler)
    transaction.refuse_inside_transaction()
    assert handler.all(initialized_only=True) == []
    handler["matcher"].in_atomic_block = True
    with pytest.raises(transaction.InsideTransaction):
        transaction.refuse_inside_transaction()
