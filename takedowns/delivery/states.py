"""States of a delivery. SENDING is committed before a socket opens; an unknown outcome goes to a person."""

from enum import StrEnum


class DeliveryState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    BLOCKED = "blocked"  # consent, mandate, case state or approval changed before sending
    FAILED = "failed"  # certainly not accepted
    UNKNOWN = "unknown"  # may have been accepted: a person decides, never a blind re-send


MOVES: dict[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.QUEUED: frozenset({DeliveryState.SENDING, DeliveryState.BLOCKED}),
    DeliveryState.SENDING: frozenset(
        {DeliveryState.SENT, DeliveryState.QUEUED, DeliveryState.FAILED, DeliveryState.UNKNOWN}
    ),
    DeliveryState.SENT: frozenset(),
    DeliveryState.BLOCKED: frozenset({DeliveryState.QUEUED}),
    DeliveryState.FAILED: frozenset({DeliveryState.QUEUED}),
    DeliveryState.UNKNOWN: frozenset({DeliveryState.SENT, DeliveryState.QUEUED}),
}
