"""How sure we are that two files show the same: certain, likely, possible, or not at all.

A proof says how a found file and a registered fingerprint agree. "Certain" needs two strong proofs of different kinds,
since two proofs of one kind share their mistakes: hashes of a plain or drawn picture that meet by chance meet again in
the next frame. "Likely" needs the eyes of a person or the word of the person concerned, "possible" is only a hint and
never becomes a notice by itself.

Every kind has its own limits, as a value. An agency may be stricter; `within` keeps everybody inside the portal's own
(PORTAL), so that no setting can widen what counts as a match.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import reduce
from operator import mul
from typing import TypeVar


class Band(StrEnum):
    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Kind(StrEnum):
    EXACT = "exact"  # the same file: SHA-256 or MD5
    PDQ = "pdq"  # two pictures, or parts of them
    PATCHES = "patches"  # details of two pictures, wherever they lie
    FRAMES = "frames"  # frames of two videos, or a picture and one frame
    SOUND = "sound"


class Part(StrEnum):
    """Which part of the found picture agrees with the registered one as a whole."""

    WHOLE = "whole"
    TRIMMED = "trimmed"  # inside its plain borders, bars or the frame of a phone
    FAINT = "faint"  # the whole, blurred or darkened until its own hash is weak, against a clear registered one
    CELL = "cell"  # a half, quarter or other piece: there are many of them, so chance has many tries


@dataclass(frozen=True, slots=True)
class Proof:
    """One way in which two files agree.

    `distance` (0 to 256 bits) and `quality` (0 to 100) are those of the hashes: of frames, the largest distance and
    the lowest quality among those counted. `quality` is the lower one of the two sides. `ordered_frames` counts pairs
    that come in the same order in both (see `ordered_frames`); a picture found in a video counts 1. `patches` are
    distinct details that agree, `placed` whether they lie as those of a copy (placing.py), `seconds` those of the sound that
    agree in order.
    """

    kind: Kind
    distance: int = 0
    quality: int = 100
    ordered_frames: int = 0
    part: Part = Part.WHOLE
    patches: int = 0
    seconds: float = 0.0
    placed: bool = True


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """Distances in bits of 256, qualities 0 to 100.

    The usual distance and quality are those of the algorithm's authors (31 bits, quality 50; 10 bits at quality 80
    between programs that should agree). Smooth pictures have fewer shapes that their hashes could take, so below
    `smooth` less distance is allowed, and so it is for pieces of a picture. What falls between is "possible" only, and so
    is a faint copy of a clear picture: of 58 measured the nearest stranger was 56 bits away, two thirds of the copies 20.
    """

    certain_distance: int = 10
    certain_quality: int = 80
    distance: int = 31
    quality: int = 50
    smooth: int = 65
    smooth_distance: int = 24
    cell_distance: int = 27
    cell_quality: int = 60
    faint_distance: int = 20
    faint_quality: int = 25


@dataclass(frozen=True, slots=True)
class PatchLimits:
    """Counts of distinct details."""

    certain: int = 3
    likely: int = 2


@dataclass(frozen=True, slots=True)
class FrameLimits:
    """Counts of frames in order; distance and quality of each as those of pictures."""

    certain: int = 5
    likely: int = 2


@dataclass(frozen=True, slots=True)
class SoundLimits:
    """Seconds of sound that agree in order."""

    certain: float = 10.0
    likely: float = 5.0
    possible: float = 2.0


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The limits of every kind. `certain_proofs`: how many strong proofs of different kinds make a match certain."""

    picture: PictureLimits = field(default_factory=PictureLimits)
    patches: PatchLimits = field(default_factory=PatchLimits)
    frames: FrameLimits = field(default_factory=FrameLimits)
    sound: SoundLimits = field(default_factory=SoundLimits)
    certain_proofs: int = 2


PORTAL = Thresholds()
Limits = TypeVar("Limits", PictureLimits, PatchLimits, FrameLimits, SoundLimits)
_SMALLER_IS_STRICTER = {"certain_distance", "distance", "smooth_distance", "cell_distance", "faint_distance"}
_WIDTH = {Band.POSSIBLE: (0.0, 0.4), Band.LIKELY: (0.4, 0.5), Band.CERTAIN: (0.9, 0.1)}


def within(own: Thresholds, portal: Thresholds = PORTAL) -> Thresholds:
    """An owner's thresholds, none of them wider than the portal's."""
    return Thresholds(
        _stricter(own.picture, portal.picture),
        _stricter(own.patches, portal.patches),
        _stricter(own.frames, portal.frames),
        _stricter(own.sound, portal.sound),
        max(own.certain_proofs, portal.certain_proofs),
    )


def _stricter(one: Limits, other: Limits) -> Limits:
    chosen = {}
    for name in (each.name for each in fields(one)):
        choose = min if name in _SMALLER_IS_STRICTER else max
        chosen[name] = choose(getattr(one, name), getattr(other, name))
    return type(one)(**chosen)


def allowed(quality: int, part: Part, limits: PictureLimits) -> int:
    """How many bits two hashes of this quality may differ in to be "likely"; -1 if they prove nothing."""
    if quality < limits.quality or part == Part.FAINT:
        return -1
    most = limits.distance if quality >= limits.smooth else min(limits.distance, limits.smooth_distance)
    if part != Part.CELL:
        return most
    return min(most, limits.cell_distance) if quality >= limits.cell_quality else -1


def hinted(quality: int, part: Part, limits: PictureLimits) -> int:
    """How many bits they may differ in to be "possible"; -1 if they prove nothing."""
    if part == Part.FAINT:
        return min(limits.distance, limits.faint_distance) if quality >= limits.faint_quality else -1
    if quality < limits.quality:
        return -1
    wider = limits.distance if part != Part.CELL else min(limits.cell_distance, limits.smooth_distance)
    return max(wider, allowed(quality, part, limits))


def band(proofs: Iterable[Proof], thresholds: Thresholds | None = None) -> Band | None:
    """The band of a match with these proofs; None: no match.

    certain: two strong proofs of different kinds. likely: one strong proof, or hashes within the usual distance and
    quality, two ordered frames, two details, some seconds of sound. possible: a smooth picture or a piece within the
    wider distance, one frame only, a short sound, details that may be those of something drawn over both pictures. A proof
    more never lowers the band, and their order does not matter.
    """
    limits = thresholds or PORTAL
    valid = [proof for proof in proofs if _valid(proof, limits)]
    if len({proof.kind for proof in valid if strong(proof, limits)}) >= limits.certain_proofs:
        return Band.CERTAIN
    if any(strong(proof, limits) or _usual(proof, limits) for proof in valid):
        return Band.LIKELY
    return Band.POSSIBLE if valid else None


def score(proofs: Iterable[Proof], thresholds: Thresholds | None = None) -> float:
    """0 to 1, to put matches in order: higher bands are higher, and inside a band more and nearer proofs are.

    It is no probability. 0: no match.
    """
    limits = thresholds or PORTAL
    valid = [proof for proof in proofs if _valid(proof, limits)]
    found = band(valid, limits)
    if found is None:
        return 0.0
    best: dict[Kind, float] = {}
    for proof in valid:
        best[proof.kind] = max(best.get(proof.kind, 0.0), _weight(proof))
    doubt = reduce(mul, (1.0 - weight for weight in sorted(best.values())), 1.0)
    start, width = _WIDTH[found]
    return round(start + width * (1.0 - doubt), 4)


def carrier(proofs: Iterable[Proof], thresholds: Thresholds = PORTAL) -> Kind:
    """The kind that carries a match: the strongest of its valid proofs. Raises ValueError without a proof."""
    return max(proofs, key=lambda proof: (strong(proof, thresholds), _usual(proof, thresholds), _weight(proof))).kind


def ordered_frames(pairs: Iterable[tuple[float, float]]) -> int:
    """How many pairs (seconds in the found video, seconds in the registered one) rise together.

    The longest strictly increasing subsequence, by patience sorting (Fredman 1975). A frame counts once on each side,
    so a still picture that looks like every frame of a video counts 1.
    """
    tops: list[float] = []
    for _, registered in sorted(pairs, key=lambda pair: (pair[0], -pair[1])):
        place = bisect_left(tops, registered)
        tops[place : place + 1] = [registered]
    return len(tops)


def strong(proof: Proof, thresholds: Thresholds = PORTAL) -> bool:
    """Whether a proof is one of the two that "certain" needs. It must be a valid one."""
    if proof.kind == Kind.PDQ:
        limits = thresholds.picture
        return proof.distance <= limits.certain_distance and proof.quality >= limits.certain_quality
    if proof.kind == Kind.FRAMES:
        return proof.ordered_frames >= thresholds.frames.certain
    if proof.kind == Kind.PATCHES:
        return proof.placed and proof.patches >= thresholds.patches.certain
    return proof.kind == Kind.EXACT or proof.seconds >= thresholds.sound.certain


def _valid(proof: Proof, thresholds: Thresholds) -> bool:
    if proof.kind in (Kind.PDQ, Kind.FRAMES):
        near = proof.distance <= hinted(proof.quality, proof.part, thresholds.picture)
        return near and (proof.kind == Kind.PDQ or proof.ordered_frames >= 1)
    if proof.kind == Kind.PATCHES:
        return proof.patches >= thresholds.patches.likely
    return proof.kind == Kind.EXACT or proof.seconds >= thresholds.sound.possible


def _usual(proof: Proof, thresholds: Thresholds) -> bool:
    """Whether a valid proof is "likely" by itself."""
    if proof.kind in (Kind.PDQ, Kind.FRAMES):
        near = proof.distance <= allowed(proof.quality, proof.part, thresholds.picture)
        return near and (proof.kind == Kind.PDQ or proof.ordered_frames >= thresholds.frames.likely)
    if proof.kind == Kind.PATCHES:
        return proof.placed and proof.patches >= thresholds.patches.likely
    return proof.kind == Kind.EXACT or proof.seconds >= thresholds.sound.likely


def _weight(proof: Proof) -> float:
    """How much a valid proof adds, 0 to 1."""
    if proof.kind == Kind.PDQ:
        return (1.0 - proof.distance / 64) * (0.8 if proof.part == Part.CELL else 0.95)
    if proof.kind == Kind.PATCHES:
        return 1.0 - 0.7**proof.patches
    if proof.kind == Kind.FRAMES:
        return (1.0 - 0.8**proof.ordered_frames) * (1.0 - proof.distance / 128)
    return 1.0 if proof.kind == Kind.EXACT else 1.0 - 0.9**proof.seconds
