"""Notice series of neighbouring registrations, slow their maker down, then refuse. HARMS 21.

Somebody who climbs towards a picture that another agency registered needs many values that lie near each other. Nothing in
this portal answers such a climb; the pace also ends the attempt and names it to the platform's people. A report is never
refused: reporters are held back by the limits of the public form alone.
"""

from datetime import timedelta

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import Conflict
from cases.fingerprints import guarding
from cases.fingerprints.guarding import Pace
from cases.fingerprints.models import MatcherEntry
from cases.fingerprints.models.guards import Series
from cases.fingerprints.search import as_words
from cases.fingerprints.selectors import guards

WATCHED = {"person", "service_key"}
MOST = 1000  # the newest values of an hour, each compared with each


def pace_require(actor: Actor) -> None:
    """Raises Conflict while this person or service key must wait because of a series."""
    if actor.kind not in WATCHED or (notice := guards.series(actor)) is None:
        return
    if notice.pace == Pace.SLOWED:
        raise Conflict(
            _(
                "Many nearly equal pictures were registered here in a short time. Nothing was lost and nothing more was "
                "registered. Please go on in ten minutes."
            )
        )
    raise Conflict(
        _(
            "Too many nearly equal pictures were registered here. Nothing more is registered for a day; what is there "
            "stays. If this is one person's collection, write to the platform team."
        )
    )


def pace_note(actor: Actor) -> Pace | None:
    """After registering, in the same transaction: count the neighbours of the last hour, and note a series."""
    if actor.kind not in WATCHED:
        return None
    near = _neighbours(actor)
    found = guarding.pace(near)
    if found is None or guards.series(actor) is not None:
        return None
    seconds = guarding.SLOW_SECONDS if found is Pace.SLOWED else guarding.REFUSE_SECONDS
    row = Series.objects.create(
        agency_id=actor.agency_id, user_id=actor.user_id, service_key_id=actor.key_id, pace=found, near=near,
        until=timezone.now() + timedelta(seconds=seconds),
    )  # fmt: skip
    audit.record(actor, "fingerprint.series", subject_kind="series", subject_id=row.pk, pace=found.value)
    events.emit(actor, "fingerprint.series", subject_id=row.pk, pace=found.value)
    audit.record_platform(
        Staff(0), "fingerprint.series", subject_kind="series", subject_id=row.pk, agency=actor.agency_id,
        pace=found.value,
    )  # fmt: skip
    return found


def _neighbours(actor: Actor) -> int:
    """How many values of the last hour lie near another one of that hour without being the same."""
    since = timezone.now() - timedelta(seconds=guarding.SERIES_SECONDS)
    rows = MatcherEntry.objects.filter(
        agency_id=actor.agency_id, kind="pdq", fingerprint__registered_at__gte=since
    ).order_by("-id")
    values = [bytes(value) for value in rows.values_list("value", flat=True)[:MOST]]
    if len(values) < guarding.SLOW_AT:
        return 0
    words = as_words(values)
    low, high = guarding.NEIGHBOUR
    near = 0
    for word in words:
        distances = np.bitwise_count(words ^ word).sum(axis=1)
        near += bool(((distances > low) & (distances <= high)).any())
    return near
