"""A delivery as the pages show it."""

from typing import Any

from django.utils.translation import gettext as _

from agencies.tenancy.actor import Actor
from cases.fingerprints.selectors import guards
from takedowns.delivery import words
from takedowns.delivery.states import DeliveryState
from takedowns.notices import selectors as notices

SETTLED_BY_A_PERSON = (DeliveryState.UNKNOWN, DeliveryState.FAILED, DeliveryState.BLOCKED)


def shown(row: Any) -> dict[str, Any]:
    """State, reasons and what to do, in words."""
    word, tone = words.STATES[row.state]
    system = Actor.system(row.agency_id)
    released = words.HELD in row.blocked_by and all(
        guards.stands(system, number) for number in notices.fingerprints(system, row.notice_id)
    )
    return {
        "row": row,
        "state": _(word),
        "channel": _(words.CHANNELS[row.channel]),
        "tone": tone,
        "advice": _(words.ADVICE[row.state]) if row.state in words.ADVICE else "",
        "reasons": [
            _(words.RELEASED if released and name == words.HELD else words.BLOCKED_BY.get(name, name))
            for name in row.blocked_by
        ],
        "open": row.state in SETTLED_BY_A_PERSON,
        "may_have_arrived": row.state == DeliveryState.UNKNOWN,
    }


def filed(row: Any) -> dict[str, Any]:
    """What a person filed, in words."""
    return {
        "row": row,
        "channel": _(words.CHANNELS[row.channel]),
        "ticket": row.ticket,
        "confirmation": row.confirmation,
    }
