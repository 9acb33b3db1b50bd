"""States of an agency's departure and of an export, and the moves between them."""

from collections.abc import Mapping
from enum import StrEnum


class DepartureState(StrEnum):
    REQUESTED = "requested"
    WAITING = "waiting"  # confirmed by a second person; the grace period runs
    SHREDDING = "shredding"  # the keys go first, then the rows; there is no way back
    DONE = "done"
    STOPPED = "stopped"


DEPARTURE_MOVES: Mapping[DepartureState, frozenset[DepartureState]] = {
    DepartureState.REQUESTED: frozenset({DepartureState.WAITING, DepartureState.STOPPED}),
    DepartureState.WAITING: frozenset({DepartureState.SHREDDING, DepartureState.STOPPED}),
    DepartureState.SHREDDING: frozenset({DepartureState.DONE}),
    DepartureState.DONE: frozenset(),
    DepartureState.STOPPED: frozenset(),
}


class ExportState(StrEnum):
    QUEUED = "queued"
    READY = "ready"
    FAILED = "failed"  # could not be written after several tries
    REMOVED = "removed"  # fetched often enough, or its time is over: the file is gone


EXPORT_MOVES: Mapping[ExportState, frozenset[ExportState]] = {
    ExportState.QUEUED: frozenset({ExportState.READY, ExportState.FAILED, ExportState.REMOVED}),
    ExportState.READY: frozenset({ExportState.REMOVED}),
    ExportState.FAILED: frozenset(),
    ExportState.REMOVED: frozenset(),
}
OPEN = (DepartureState.REQUESTED, DepartureState.WAITING, DepartureState.SHREDDING)
