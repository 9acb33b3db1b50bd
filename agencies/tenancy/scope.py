"""The second wall's key: which agency's rows this connection may touch.

`tenant_scope` opens a transaction and sets app.tenant for its length. SET LOCAL outlives a released savepoint, so the value
from before is put back on exit; a rolled-back savepoint puts it back by itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, transaction

from agencies.tenancy.errors import ScopeError

_open: ContextVar[int | None] = ContextVar("open_tenant_scope", default=None)
_memory: ContextVar[dict[Any, Any] | None] = ContextVar("memory_of_the_scope", default=None)


def current() -> int | None:
    """The agency whose scope is open, or None."""
    return _open.get()


def require(agency_id: int | None = None) -> int:
    """The open scope's agency; raises ScopeError when none is open or it is not the agency named."""
    found = _open.get()
    if found is None:
        raise ScopeError("rows of an agency were touched outside tenant_scope")
    if agency_id is not None and found != agency_id:
        raise ScopeError("rows of one agency were touched inside another agency's scope")
    return found


def memory(agency_id: int) -> dict[Any, Any]:
    """What a feature below the models remembers until the scope closes (opened keys); raises ScopeError outside one."""
    require(agency_id)
    found = _memory.get()
    assert found is not None
    return found


@contextmanager
def tenant_scope(agency_id: int) -> Iterator[None]:
    """A transaction that sees one agency's rows; nests for the same agency, raises ScopeError for another."""
    found = _open.get()
    if found is not None and found != agency_id:
        raise ScopeError("a scope of another agency is open")
    if found == agency_id:
        with transaction.atomic():
            yield
        return
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = _set(str(agency_id), read_first=nested)
        token, remembered = _open.set(agency_id), _memory.set({})
        try:
            yield
        finally:
            _memory.reset(remembered)
            _open.reset(token)
        if nested and not connection.needs_rollback:
            _set(before)


def _set(value: str, *, read_first: bool = False) -> str:
    """Set app.tenant until the transaction ends; returns the value from before if asked to."""
    with connection.cursor() as cursor:
        before = ""
        if read_first:
            cursor.execute("SELECT coalesce(current_setting('app.tenant', true), '')")
            before = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('app.tenant', %s, true)", [value])
    return before
