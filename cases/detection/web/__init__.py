"""Sources and finds as rows of a page; addresses are text, never links."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.casework.web import link, table, tag, time_cell
from cases.detection import words
from cases.fingerprints.bands import Kind
from cases.fingerprints.weighing import Weighed, weighed

BITS = 256


def host(address: str) -> str:
    """The host and port of an address, for a list that must stay readable."""
    try:
        return urlsplit(address).netloc or address
    except ValueError:
        return address


def forgotten_word(number: int) -> str:
    """How many pictures and clips were looked at and forgotten, in words."""
    return ngettext("%(number)s picture or clip", "%(number)s pictures and clips", number) % {"number": number}


def also_word(number: int) -> str:
    """On how many other pages a file is, in words."""
    if not number:
        return ""
    return ngettext("%(number)s other page", "%(number)s other pages", number) % {"number": number}


def copy_table(copies: Iterable[Any]) -> dict[str, Any] | None:
    """Every copy of a find and why it is one, the strongest first; None without any."""
    head = [_("Copy"), _("How sure"), _("Recognised by"), _("Seen last")]
    rows = [
        [{"text": row.media_url, "code": True}, tag(words.BANDS, row.band), by_what(row), time_cell(row.seen_at)]
        for row in copies
    ]
    return table(_("Everything that was recognised"), head, rows, "") if rows else None


def by_what(row: Any) -> str:
    """By what a copy was recognised and as which registration, as one text."""
    near = _("%(distance)s of 256 bits differ") % {"distance": row.distance} if row.difference else ""
    said = [*recognised(row), f"{near}." if near else ""]
    as_what = _("Registered as fingerprint %(number)s.") % {"number": row.fingerprint_id}
    return " ".join(part for part in (*said, as_what) if part)


def find_table(found: Iterable[Any], *, with_case: bool = True, empty: str = "") -> dict[str, Any]:
    """Finds as a table."""
    head = [
        _("Find"),
        *([_("Case")] if with_case else []),
        _("State"),
        _("How sure"),
        _("Host"),
        _("Also on"),
        _("Found"),
    ]
    rows = [
        [
            link("match-detail", row, _("Find %(number)s") % {"number": row.pk}),
            *([link("case-detail", row.case_id, row.case.reference)] if with_case else []),
            tag(words.STATES, row.state),
            tag(words.BANDS, row.band),
            {"text": host(row.page_url), "code": True},
            also_word(row.also_on),
            time_cell(row.found_at),
        ]
        for row in found
    ]
    return table(_("Finds"), head, rows, empty or _("No copy was found yet."))


def bits(difference: str) -> list[bool]:
    """64 hex digits as 256 marks in reading order, true where a bit differs; empty for anything else."""
    try:
        value = int(difference, 16) if len(difference) == BITS // 4 else -1
    except ValueError:
        return []
    return [mark == "1" for mark in f"{value:0{BITS}b}"] if value >= 0 else []


def _room(found: Weighed) -> str:
    """What may differ, and how far below it a find lies."""
    text = _("%(allowed)s of 256 bits; %(left)s more than do")
    return text % {"allowed": found.allowed, "left": found.left}


def says(found: Weighed) -> list[str]:
    """How much an agreement says, in sentences: first the whole, then what makes it little."""
    if found.thin:
        whole = _("Little: strangers' pictures agree in this way, too.")
    elif len(found.proofs) - len(found.doubts) > 1:
        whole = _("Much: several proofs, and each alone would hardly be chance.")
    else:
        whole = _("Enough to read on: chance hardly agrees so far.")
    return [whole, *(_(words.DOUBTS[doubt]) for doubt in found.doubts)]


def thin(row: Any) -> list[str]:
    """Why a find says little, in sentences; empty for one that says more."""
    found = weighed(row)
    return says(found) if found.thin else []


def recognised(row: Any) -> list[str]:
    """Everything by which a find was recognised, as sentences."""
    said = [_("The file is the same, bit by bit.")] if row.exact else []
    if row.difference and not row.exact and row.method != Kind.SOUND:
        said.append(_(words.PARTS.get(row.part, words.PIECE)))
    if row.patches:
        text = ngettext("%(n)s detail of the picture agrees.", "%(n)s details of the picture agree.", row.patches)
        said.append(text % {"n": row.patches})
    if row.frames > 1:
        said.append(_("%(n)s moments of the clip agree, in the same order.") % {"n": row.frames})
    elif row.frames:
        said.append(_("One moment of the clip agrees."))
    if row.share:
        said.append(_("%(share)s per cent of the registered clip was found.") % {"share": row.share})
    if row.seconds:
        said.append(_("The sound of %(n)s seconds agrees.") % {"n": row.seconds})
    return [*said, *([_("Its colours are inverted.")] if row.inverted else [])]


def find_facts(row: Any, *, radius: int, floor: int) -> list[dict[str, Any]]:
    """How a find was recognised, in words; radius in bits of 256, floor as PDQ quality."""
    yes, no = _("Yes"), _("No")
    found = weighed(row)
    by_hash = [
        {"key": _("Distance"), "value": _("%(distance)s of 256 bits differ") % {"distance": row.distance}},
        {
            "key": _("Threshold of your agency"),
            "value": _("%(radius)s of 256 bits, quality %(floor)s or better") % {"radius": radius, "floor": floor},
        },
        {"key": _("Quality of the copy"), "value": _("%(quality)s of 100") % {"quality": row.quality}},
        *([{"key": _("May differ at this quality"), "value": _room(found)}] if found.allowed is not None else []),
    ]
    turned = row.turn or not row.mirrored
    position = words.TURNS[row.turn % len(words.TURNS)] if turned else words.TURNS[words.MIRRORED]
    return [
        {"key": _("Recognised by"), "value": " ".join(recognised(row))},
        {"key": _("How much that says"), "value": " ".join(says(found))},
        {"key": _("Same file, bit by bit"), "value": yes if row.exact else no},
        *(by_hash if row.difference else []),
        {"key": _("Position of the copy"), "value": _(position)},
        {"key": _("Plain border cut off first"), "value": yes if row.trimmed else no},
        {"key": _("Registered as"), "value": _("fingerprint %(number)s") % {"number": row.fingerprint_id}},
        {"key": _("Was removed before and came back"), "value": yes if row.relisted else no},
        {"key": _("Country of the host"), "value": row.country},
    ]
