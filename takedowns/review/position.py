"""Where a package stands in the queue and why: severity first, then the nearest clock. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from takedowns.review.states import Clock

MINOR, CAME_BACK, SURE, NEEDS_EYES, HINT = 1, 2, 3, 4, 6
SEVERITIES = (MINOR, CAME_BACK, SURE, NEEDS_EYES, HINT)


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours after the find that an agency gives itself: for what comes first, and for the rest."""

    first: int
    rest: int


def severity(band: str, *, protected: bool, relisted: bool) -> int:
    """1 first: a minor may be shown; then what came back after a removal; then by how sure the find is."""
    if protected:
        return MINOR
    if relisted and band != "possible":
        return CAME_BACK
    return {"certain": SURE, "likely": NEEDS_EYES}.get(band, HINT)


def due(
    severity_: int, found_at: datetime, hours: Hours, *, mandate_ends: date | None, basis_ends: date | None
) -> tuple[datetime, Clock]:
    """The nearest of the clocks and which one it is: the agency's own, the mandate's last day, the end of the lawyer's word.

    A mandate holds through its last day; a confirmed basis ends as its day begins (UTC).
    """
    own = found_at + timedelta(hours=hours.first if severity_ <= CAME_BACK else hours.rest)
    clocks = [(own, Clock.OWN)]
    if mandate_ends is not None:
        clocks.append((datetime.combine(mandate_ends + timedelta(days=1), time(), UTC), Clock.MANDATE))
    if basis_ends is not None:
        clocks.append((datetime.combine(basis_ends, time(), UTC), Clock.BASIS))
    return min(clocks, key=lambda one: one[0])
