"""How much the agreement of a find says, for whoever decides over it without a picture: figures only.

A band is a rule for what may be done; this says why one "likely" find deserves more doubt than the next. A proof is broad
if chance, or something that many files share, would hardly agree so far; else it is narrow. Finds that rest on narrow proofs alone are thin.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from cases.fingerprints import bands
from cases.fingerprints.bands import PORTAL, Band, Kind, Part, PictureLimits

EDGE = 8  # bits below what may differ: nearer to it is where strangers' pictures come in first
DETAILS = 8  # that agree: a word, a logo or a button, drawn over both, has fewer
MOMENTS = 5  # in order, and
SHARE = 10  # per cent of the registered clip: a common opening, a test card or a black frame is less


class Doubt(StrEnum):
    """What makes a proof narrow."""

    EDGE = "edge"  # the hashes barely agree
    PIECE = "piece"  # only a piece of the copy agrees, and not closely
    DETAILS = "details"  # few details
    MOMENTS = "moments"  # few moments of the clip, or a small share of it
    SOUND = "sound"  # nothing but sound agrees


class Recognition(Protocol):
    """What a find or one of its copies rests on; distances in bits of 256, quality 0 to 100, share in per cent, whole seconds."""

    band: str
    method: str
    part: str
    difference: str
    distance: int
    quality: int
    exact: bool
    frames: int
    patches: int
    seconds: int
    share: int


@dataclass(frozen=True, slots=True)
class Weighed:
    """`allowed`: bits that may differ at this quality, or None without a comparison of hashes; `left`: bits below it."""

    allowed: int | None
    left: int
    proofs: tuple[Kind, ...]
    doubts: tuple[Doubt, ...]
    thin: bool


def weighed(row: Recognition, limits: PictureLimits = PORTAL.picture) -> Weighed:
    """What a recognition says."""
    allowed = _allowed(row, limits)
    left = max(0, allowed - row.distance) if allowed is not None else 0
    found: dict[Kind, Doubt | None] = {}
    if row.exact:
        found[Kind.EXACT] = None
    if allowed is not None and not row.frames:
        found[Kind.PDQ] = _still(row, left, limits)
    if row.patches:
        found[Kind.PATCHES] = None if row.patches >= DETAILS else Doubt.DETAILS
    if row.frames:
        found[Kind.FRAMES] = None if row.frames >= MOMENTS and row.share >= SHARE else Doubt.MOMENTS
    if row.seconds:
        found[Kind.SOUND] = Doubt.SOUND
    doubts = tuple(doubt for doubt in found.values() if doubt)
    return Weighed(allowed, left, tuple(found), doubts, row.band != Band.CERTAIN and len(doubts) == len(found))


def _allowed(row: Recognition, limits: PictureLimits) -> int | None:
    """Bits that may differ at this quality and part; None where no hashes were compared."""
    if row.exact or not row.difference:
        return None
    usual = bands.allowed(row.quality, _part(row), limits)
    return usual if row.distance <= usual else bands.hinted(row.quality, _part(row), limits)


def _part(row: Recognition) -> Part:
    return Part.CELL if ":" in row.part else Part.WHOLE  # the pieces of a grid have their place in their name


def _still(row: Recognition, left: int, limits: PictureLimits) -> Doubt | None:
    if row.distance <= limits.certain_distance:
        return None
    if _part(row) == Part.CELL:
        return Doubt.PIECE
    return Doubt.EDGE if left < EDGE else None
