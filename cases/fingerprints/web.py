"""Registrations as rows of a page; no value is ever shown."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from cases.fingerprints import guardwords, words
from cases.fingerprints.selectors import guards
from cases.fingerprints.states import MOVES, FingerprintState

FLOOR = 50  # PDQ quality below which only exact copies are found


def rows(found: Iterable[Any], actor: Actor) -> list[dict[str, Any]]:
    """What a page shows of each registration, and whether this reader may withdraw it."""
    may, judges = rights.allowed(actor, "fingerprint.withdraw"), rights.allowed(actor, "fingerprint.judge")
    listed = list(found)
    held = guards.held(actor, [row.pk for row in listed])
    return [
        _row(row)
        | {
            "withdraw": may and row.pk not in held and FingerprintState.WITHDRAWN in MOVES[row.state],
            "held": _(guardwords.WHY[held[row.pk].why]) if row.pk in held else "",
            "judge": judges and row.pk in held,
        }
        for row in listed
    ]


def _row(row: Any) -> dict[str, Any]:
    word, tone = words.STATES[row.state]
    parts = [f"{row.width} × {row.height}" if row.width and row.height else ""]
    if row.frames:
        parts.append(ngettext("%(number)s moment", "%(number)s moments", row.frames) % {"number": row.frames})
    parts.append(_("quality %(quality)s of 100") % {"quality": row.quality})
    if row.quality < FLOOR:
        parts.append(_("only exact copies are found"))
    return {
        "id": row.pk,
        "media": _(words.MEDIA[row.media]),
        "facts": " · ".join(part for part in parts if part),
        "level": _(words.LEVELS[row.level]),
        "state": _(word),
        "tone": tone,
        "registered_at": row.registered_at,
    }
