"""States of a job row and the moves between them."""

from enum import StrEnum


class JobState(StrEnum):
    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"  # gave up after the last attempt; a person looks at it in the admin


MOVES: dict[JobState, frozenset[JobState]] = {
    JobState.PENDING: frozenset({JobState.RUNNING, JobState.DEAD}),
    JobState.RUNNING: frozenset({JobState.DONE, JobState.PENDING, JobState.RUNNING, JobState.DEAD}),
    JobState.DONE: frozenset(),
    JobState.DEAD: frozenset({JobState.PENDING}),
}


def backoff(attempt: int, *, base: float = 2.0, longest: float = 3600.0) -> float:
    """Seconds before attempt number `attempt` + 1: base, 4 x base, 16 x base ... at most `longest`."""
    return float(min(base * 4 ** (attempt - 1), longest))
