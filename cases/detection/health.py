"""How a source does, worked out from its visits. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.detection.states import Health, SourceState

STALE = timedelta(days=14)  # without anything new
ENOUGH = 3  # visits before a source can be called stale
PATIENCE = timedelta(minutes=10)
DAYS = 30  # that the figures cover


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums over a source's visits of the last DAYS. `good`: an answer came; `bad`: only errors came."""

    visits: int = 0
    pages: int = 0
    media: int = 0
    fresh: int = 0
    finds: int = 0
    errors: int = 0
    size: int = 0  # bytes
    good_at: datetime | None = None
    bad_at: datetime | None = None
    fresh_at: datetime | None = None

    @property
    def media_per_visit(self) -> float:
        """Pictures and clips in one visit."""
        return self.media / self.visits if self.visits else 0.0

    @property
    def fresh_share(self) -> float:
        """The share of new pictures and clips, 0 to 1."""
        return min(self.fresh / self.media, 1.0) if self.media else 0.0


def lag(next_due_at: datetime, now: datetime) -> timedelta:
    """How long a visit is overdue."""
    return max(now - next_due_at, timedelta(0))


def judge(
    figures: Figures, *, state: str, cadence_seconds: int, next_due_at: datetime, created_at: datetime, now: datetime
) -> Health:
    """The word for a source, the one that asks for a person first."""
    if state == SourceState.PAUSED:
        return Health.PAUSED
    if figures.bad_at is not None and (figures.good_at is None or figures.bad_at > figures.good_at):
        return Health.FAILING
    if lag(next_due_at, now) > max(timedelta(seconds=cadence_seconds), PATIENCE):
        return Health.LATE
    if not figures.visits:
        return Health.NEW
    last = figures.fresh_at or created_at
    return Health.STALE if figures.visits >= ENOUGH and now - last > STALE else Health.HEALTHY
