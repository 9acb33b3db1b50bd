"""What can be wrong with keys: a case whose key was destroyed on purpose, and trouble that an operator must settle."""

from agencies.tenancy.errors import Conflict


def gettext_noop(message: str) -> str:
    """Marks a sentence for extraction."""
    return message


GONE = gettext_noop("The content of this case was shredded: its key is destroyed, and nobody can open it again.")


class Shredded(Conflict):
    """The content was shredded: its key is destroyed and nobody can open it again (HTTP 409; empty in a template)."""

    silent_variable_failure = True  # a template shows nothing in its place, code must decide


class KeyTrouble(RuntimeError):
    """A key is missing, wrong or out of reach; the message says what happened, what is safe and what to do.

    It names no secret and no person, so it may be shown and logged.
    """


class KeyMissing(KeyTrouble):
    """The version of a key that a blob names is not there: re-sealed meanwhile, or lost."""


class BadBlob(ValueError):
    """Bytes that this key did not seal for this place: another row's, another agency's, or changed."""
