"""Registrations as rows of a page; no value is ever shown."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from cases.fingerprints import guardwords, words
from cases.fingerprints.digest import Item
from cases.fingerprints.selectors import guards
from cases.fingerprints.states import MOVES, FingerprintState

FLOOR = 50  # PDQ quality below which only exact copies are found


def rows(found: Iterable[Any], actor: Actor) -> list[dict[str, Any]]:
    """What a page shows of each registration, with what this reader may do; those that show the same stand together as one."""
    listed = list(found)
    known = guards.known(actor, [row.pk for row in listed])
    groups: dict[int, list[Any]] = {}
    for row in listed:
        groups.setdefault(row.group or row.pk, []).append(row)
    shown = []
    for alike in groups.values():
        first, *others = [_shown(row, actor, known.get(row.pk)) for row in alike]
        like = _("shows the same as %(number)s") % {"number": f"#{first['id']}"}
        shown.append(first | {"others": [other | {"alike": like} for other in others], "alike": _alike(len(others))})
    return shown


def warnings(items: Sequence[Item], *, detailed: bool) -> list[str]:
    """What somebody who registered these files should know."""
    found = []
    if any(item.pdq is not None and (item.quality or 0) < FLOOR for item in items):
        found.append(_("A picture has few details, so only exact copies of it can be found."))
    if not detailed and any(item.patches or item.sound for item in items):
        found.append(
            _(
                "Cropped copies cannot be found: what that needs was not kept. It is kept if your agency searches for them, and "
                "if the person is an adult and agreed to exactly that."
            )
        )
    return found


def _shown(row: Any, actor: Actor, guard: Any) -> dict[str, Any]:
    held = guard if guard is not None and guard.why else None
    shown = _row(row) | _may(row, actor, held)
    if held is not None:
        (word, tone), follows = words.HELD, ""
        shown |= {"state": _(word), "tone": tone}
    else:
        follows = words.NEXT.get(row.state, "")
    bar = words.BARS.get(guard.bar, "") if guard is not None and row.state == FingerprintState.ACTIVE else ""
    return shown | {"follows": _(follows) if follows else "", "bar": _(bar) if bar else ""}


def _alike(number: int) -> str:
    if not number:
        return ""
    return ngettext("and %(number)s more that shows the same", "and %(number)s more that show the same", number) % {
        "number": number
    }


def _may(row: Any, actor: Actor, guard: Any) -> dict[str, Any]:
    moves = MOVES[FingerprintState(row.state)] if guard is None else frozenset()  # held: two people decide
    changes = rights.allowed(actor, "fingerprint.update")
    checked = {row.checked_by_id, row.checked_second_id}
    return {
        "held": _(guardwords.WHY[guard.why]) if guard is not None else "",
        "judge": guard is not None and rights.allowed(actor, "fingerprint.judge"),
        "withdraw": FingerprintState.WITHDRAWN in moves and rights.allowed(actor, "fingerprint.withdraw"),
        "suspend": changes and FingerprintState.SUSPENDED in moves,
        "dispute": changes and FingerprintState.DISPUTED in moves,
        "resume": changes and FingerprintState.ACTIVE in moves,
        "check": bool(moves) and rights.allowed(actor, "fingerprint.check") and row.checked_second_id is None
        and actor.user_id not in checked,
    }  # fmt: skip


def _row(row: Any) -> dict[str, Any]:
    word, tone = words.STATES[row.state]
    parts = [f"{row.width} × {row.height}" if row.width and row.height else ""]
    parts.append(_("quality %(quality)s of 100") % {"quality": row.quality})
    if row.quality < FLOOR:
        parts.append(_("few details: only exact copies are found"))
    return {
        "id": row.pk,
        "media": _(words.MEDIA[row.media]),
        "facts": " · ".join(part for part in parts if part),
        "searched": _("Looked for: %(kinds)s.") % {"kinds": ", ".join(_searched(row))} if row.state == "active" else "",
        "level": _(words.LEVELS[row.level]),
        "state": _(word),
        "tone": tone,
        "registered_at": row.registered_at,
    }


def _searched(row: Any) -> list[str]:
    """What is compared, in words."""
    found = [_("exact copies")]
    if row.quality >= FLOOR and row.media == "image":
        found.append(_("the picture, also resized, mirrored or framed"))
    if row.quality >= FLOOR and row.frames:
        found.append(ngettext("%(number)s moment", "%(number)s moments", row.frames) % {"number": row.frames})
    if row.patches:
        found.append(_("cropped copies"))
    if row.sound:
        found.append(_("the sound"))
    return found
