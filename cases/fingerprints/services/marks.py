"""The key of exact digests: the matcher's table holds digest.mark of them, and so does whoever asks it."""

from agencies.keys import services as keys
from cases.fingerprints import marking
from cases.fingerprints.query import Query

PURPOSE = "marks of exact digests"


def mark_key() -> bytes:
    """The platform's key of digest.mark; in the database it lies only wrapped by the master key. Raises KeyTrouble."""
    return keys.platform_key(PURPOSE)


def marked(query: Query) -> Query:
    """The question as the matcher's table can answer it: its exact digests keyed. Raises KeyTrouble."""
    return marking.marked(query, mark_key())
