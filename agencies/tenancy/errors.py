"""The named errors that services raise; the edges turn them into pages and API answers."""


class NotFound(Exception):
    """Absent, or not this agency's, or not for this person: one answer for all three (HTTP 404)."""


class Forbidden(Exception):
    """A colleague without the right (HTTP 403)."""


class Suspended(Forbidden):
    """The agency is suspended: its people read everything and change nothing (HTTP 403 with a page that says so)."""


class Conflict(Exception):
    """Somebody was first, or the row is in another state by now (HTTP 409); the message is for people."""


class Stale(Conflict):
    """The row changed since the caller read it (HTTP 412 where the caller named a version); the message is for people."""


class Invalid(Exception):
    """The input cannot be used (HTTP 400/422); the message is for people and names the field if there is one."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message, self.field = message, field


class ScopeError(RuntimeError):
    """A programming error at the tenant wall: no scope, or another agency's scope, is open."""
