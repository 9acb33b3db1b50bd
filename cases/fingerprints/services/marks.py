"""Keyed marks of registered values: of exact digests, as the matcher's table holds them, and of patches that were doubted."""

from agencies.keys import services as keys
from agencies.tenancy.actor import Actor
from cases.fingerprints import marking
from cases.fingerprints.query import Query

PURPOSE = "marks of exact digests"
PLACE = "cases_patchdoubt.mark"


def mark_key() -> bytes:
    """The platform's key of digest.mark; in the database it lies only wrapped by the master key. Raises KeyTrouble."""
    return keys.platform_key(PURPOSE)


def marked(query: Query) -> Query:
    """The question as the matcher's table can answer it: its exact digests keyed. Raises KeyTrouble."""
    return marking.marked(query, mark_key())


def patch_mark(actor: Actor, fingerprint_id: int, patch: bytes) -> int:
    """A signed 64-bit number that stands for one patch (32 bytes) of one registration, keyed by the agency's own key.

    It outlives the matcher's rows, which go and come back with other numbers. Raises KeyTrouble.
    """
    made = keys.blind(actor.agency_id, place=PLACE, value=f"{fingerprint_id}:{patch.hex()}")
    return int.from_bytes(bytes.fromhex(made)[:8], "big", signed=True)
