"""Whether what is registered is known to those who compare, as the pages for people say it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from agencies.events import selectors as events

KNOWS, AWAY = "matcher", "matcher-away"  # signs: the clock saw that all is known; a process did not know it
LATELY = timedelta(seconds=120)  # so long one process that did not know is spoken of; it tries again every half minute
ROUNDS = 4  # of the clock that may be missing


@dataclass(frozen=True, slots=True)
class Trouble:
    """Nobody, or not every process, may compare now. `since`: when all was well last, if it ever was."""

    since: datetime | None


def trouble() -> Trouble | None:
    """The matcher is away or too far behind; None: it is not, or nobody has looked yet.

    While background work as a whole is away nothing is compared either, which is said elsewhere.
    """
    now, signs = timezone.now(), events.signs()
    knew, missed, alive = signs.get(KNOWS), signs.get(AWAY), signs.get("worker")
    if missed is not None and now - missed < LATELY:
        return Trouble(knew)
    longest = timedelta(seconds=ROUNDS * settings.MATCH_INDEX_SECONDS + settings.MATCH_MAX_LAG_SECONDS)
    works = alive is not None and now - alive < longest
    return Trouble(knew) if works and knew is not None and now - knew > longest else None
