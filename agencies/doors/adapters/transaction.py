"""No door opens inside a database transaction: a slow stranger would hold our locks."""

from django.db import connections


class InsideTransaction(RuntimeError):
    """A programming error: close the transaction, then go out."""


def refuse_inside_transaction() -> None:
    """Raises InsideTransaction if any open database connection of this thread is inside `atomic`."""
    if any(connection.in_atomic_block for connection in connections.all(initialized_only=True)):
        raise InsideTransaction("No network inside a database transaction: commit first, then go out.")
