"""The digests that chain a trail, and what a broken chain looks like.

A line's digest is SHA-256 over its canonical JSON; a link is SHA-256 over the link before, the number and the line's digest.
A source address is only in the chain as a salted digest, so it can go while the chain stays whole.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from typing import Any

START = "0" * 64
LATE = timedelta(minutes=15)  # no transaction is open for so long: an older line that comes after newer ones was put in


class Break(StrEnum):
    """What can be wrong with a sealed line."""

    EDITED = "edited"  # the line is not what was sealed
    REMOVED = "removed"  # the seal is there, the line is gone
    GAP = "gap"  # line and seal are gone, later ones are there
    ORDER = "order"  # lines or seals changed places or numbers
    LATE = "late"  # an older line was put in after newer ones
    CUT = "cut"  # the newest lines are gone: an anchor knows a higher number
    REWRITTEN = "rewritten"  # the chain fits itself, and not an anchor
    SOURCE = "source"  # a source address was changed, or is gone before its time


@dataclass(frozen=True, slots=True)
class Finding:
    """One break, at the number of the seal where it shows."""

    kind: Break
    number: int
    line_id: int | None = None


@dataclass(frozen=True, slots=True)
class Sealed:
    """A seal with its line; `line` is None when there is none, `source` is (salt, address) while it is kept."""

    number: int
    line_id: int
    line_digest: str
    digest: str
    line: Mapping[str, Any] | None
    source: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """An anchor: the digest that seal `number` had."""

    number: int
    digest: str


def line_digest(line: Mapping[str, Any]) -> str:
    """64 hex digits over a line's fields."""
    text = json.dumps(line, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def link(previous: str, number: int, digest: str) -> str:
    """64 hex digits; the same line after another history, or in another place, has another link."""
    return hashlib.sha256(f"{previous}\n{number}\n{digest}".encode()).hexdigest()


def address(text: str) -> str:
    """A network address in its usual spelling, or nothing for what is none (a local socket)."""
    try:
        return str(ip_address(text))
    except ValueError:
        return ""


def source_digest(salt: str, address: str) -> str:
    """What the chain keeps of an address: nobody gets back from it once the salt is gone."""
    return hashlib.sha256(f"{salt}\n{address}".encode()).hexdigest()


def check(rows: Iterable[Sealed], anchors: Iterable[Point] = (), *, today: date) -> list[Finding]:
    """Every break of a chain, in order; `rows` by number. Later lines are measured from what the seals state."""
    points: dict[int, set[str]] = {}
    for point in anchors:
        points.setdefault(point.number, set()).add(point.digest)
    found: list[Finding] = []
    stated: dict[int, str] = {}  # of lines that do not fit their seals: what the seal says,
    there: set[str] = set()  # and what the lines are
    previous, expected, newest = START, 1, None
    for row in rows:
        own = line_digest(row.line) if row.line is not None else None
        if own is not None and own != row.line_digest:
            stated[row.number] = row.line_digest
            there.add(own)
        found += _place(row, previous, expected)
        found += _line(row, own, newest, today)
        if points.get(row.number, {row.digest}) != {row.digest}:
            found.append(Finding(Break.REWRITTEN, row.number, row.line_id))
        if row.line is not None:
            newest = max(newest, row.line["at"]) if newest else row.line["at"]
        previous, expected = row.digest, row.number + 1
    if points and max(points) >= expected:
        found.append(Finding(Break.CUT, expected))
    return [_moved(finding) if stated.get(finding.number) in there else finding for finding in found]


def _place(row: Sealed, previous: str, expected: int) -> Iterator[Finding]:
    if row.number != expected:
        yield Finding(Break.GAP, expected)
    elif link(previous, row.number, row.line_digest) != row.digest:
        yield Finding(Break.ORDER, row.number, row.line_id)


def _line(row: Sealed, own: str | None, newest: datetime | None, today: date) -> Iterator[Finding]:
    if row.line is None:
        yield Finding(Break.REMOVED, row.number, row.line_id)
        return
    if own != row.line_digest:
        yield Finding(Break.EDITED, row.number, row.line_id)
    if newest is not None and row.line["at"] < newest - LATE:
        yield Finding(Break.LATE, row.number, row.line_id)
    stated, until = row.line["source_digest"], row.line["source_until"]
    if row.source is not None and source_digest(*row.source) != stated:
        yield Finding(Break.SOURCE, row.number, row.line_id)
    if row.source is None and stated and until is not None and until >= today:
        yield Finding(Break.SOURCE, row.number, row.line_id)


def _moved(finding: Finding) -> Finding:
    """A line whose seal fits another line was not edited: the two changed places."""
    return replace(finding, kind=Break.ORDER) if finding.kind is Break.EDITED else finding
