"""Fixed words of sealed archives."""

from collections.abc import Mapping
from enum import StrEnum


class HandOver(StrEnum):
    """Whom a sealed archive is for."""

    POLICE = "police"
    PROSECUTOR = "prosecutor"
    COURT = "court"
    LAWYER = "lawyer"  # of the person
    OWN = "own"  # the agency's own check; the only one that is not encrypted


NO_PICTURES = "pictures_left_out"  # remark of an archive of a protected case


class ArchiveState(StrEnum):
    """How far a sealed archive is."""

    QUEUED = "queued"
    READY = "ready"
    FAILED = "failed"
    REMOVED = "removed"  # the file is gone, the receipt stays


MOVES: Mapping[ArchiveState, frozenset[ArchiveState]] = {
    ArchiveState.QUEUED: frozenset({ArchiveState.READY, ArchiveState.FAILED}),
    ArchiveState.READY: frozenset({ArchiveState.REMOVED}),
    ArchiveState.FAILED: frozenset(),
    ArchiveState.REMOVED: frozenset(),
}
