"""States of a delivery. SENDING is committed before a socket opens; an unknown outcome goes to a person."""

from enum import StrEnum


class Channel(StrEnum):
    """How a notice reaches somebody; only the first is sent by a machine."""

    MAIL = "mail"
    FORM = "form"  # the site's own web form
    GOOGLE = "google"  # the search engines' forms
    BING = "bing"
    LETTER = "letter"


BY_HAND = frozenset(Channel) - {Channel.MAIL}


class DeliveryState(StrEnum):
    QUEUED = "queued"
    BY_HAND = "by_hand"  # approved; a person files it, because the recipient takes no mail
    SENDING = "sending"
    SENT = "sent"
    BLOCKED = "blocked"  # consent, mandate, case state or approval changed before sending
    FAILED = "failed"  # certainly not accepted
    UNKNOWN = "unknown"  # may have been accepted: a person decides, never a blind re-send


MOVES: dict[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.QUEUED: frozenset({DeliveryState.SENDING, DeliveryState.BLOCKED}),
    DeliveryState.BY_HAND: frozenset({DeliveryState.SENT}),
    DeliveryState.SENDING: frozenset(
        {DeliveryState.SENT, DeliveryState.QUEUED, DeliveryState.FAILED, DeliveryState.UNKNOWN}
    ),
    DeliveryState.SENT: frozenset(),
    DeliveryState.BLOCKED: frozenset({DeliveryState.QUEUED}),
    DeliveryState.FAILED: frozenset({DeliveryState.QUEUED}),
    DeliveryState.UNKNOWN: frozenset({DeliveryState.SENT, DeliveryState.QUEUED}),
}
