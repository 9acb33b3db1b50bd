"""When a source is looked at next: sooner where much is new, later where nothing is; and not in its quiet hours."""

from datetime import datetime, time, timedelta

STEADY = 300  # seconds; a cadence shorter than this is kept as it is
SOONER, LATER = 8, 4  # a busy source is looked at up to 8 times as often, an idle one up to 4 times as seldom
IDLE = 6  # rounds without anything new before the pauses grow
BUSY = 0.02  # share of new media from which a source is busy


def interval(cadence: int, now: int | None, *, shortest: int, fresh: int, looked: int, idle: int) -> int:
    """Seconds until the next round. `now`: the interval so far; `fresh` of `looked` media were new; `idle`: rounds without.

    A look at nothing at all (the site did not answer) counts as idle.
    """
    current = now or cadence
    if cadence <= STEADY:
        return cadence
    if fresh and fresh >= BUSY * looked:
        current //= 2
    elif fresh:
        current = min(current, cadence)
    elif idle >= IDLE:
        current = current * 3 // 2
    else:
        current = max(current, min(current * 3 // 2, cadence))
    return max(min(current, cadence * LATER), cadence // SOONER, min(shortest, cadence), 1)


def after_quiet(due: datetime, begins: time | None, ends: time | None) -> datetime:
    """`due` (with the agency's time zone), or the end of the quiet hours that it lies in. Hours may pass midnight."""
    if begins is None or ends is None or begins == ends:
        return due
    at = due.timetz().replace(tzinfo=None)
    inside = begins <= at < ends if begins < ends else at >= begins or at < ends
    if not inside:
        return due
    ended = due.replace(hour=ends.hour, minute=ends.minute, second=ends.second, microsecond=0)
    return ended if ended > due else ended + timedelta(days=1)
