"""How sure we are that two files show the same: certain, likely, possible, or not at all.

A proof says how a found file and a registered fingerprint agree. "Certain" needs two proofs of different kinds, since
two proofs of one kind share their mistakes: hashes of a plain or drawn picture that meet by chance meet again in the
next frame. "Likely" needs the eyes of a person or the word of the person concerned, "possible" is only a hint and never
becomes a notice by itself. Thresholds are an argument: an agency may be stricter.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Band(StrEnum):
    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Kind(StrEnum):
    EXACT = "exact"  # the same file: SHA-256 or MD5
    PDQ = "pdq"  # two pictures
    FRAMES = "frames"  # frames of two videos, or a picture and one frame


@dataclass(frozen=True, slots=True)
class Proof:
    """One way in which two files agree.

    `distance` (0 to 256 bits) and `quality` (0 to 100) are those of the hashes: of frames, the largest distance and
    the lowest quality among those counted. `quality` is the lower one of the two sides. `ordered_frames` counts pairs
    that come in the same order in both (see `ordered_frames`); a picture found in a video counts 1.
    """

    kind: Kind
    distance: int = 0
    quality: int = 100
    ordered_frames: int = 0


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Distances in bits of 256, qualities 0 to 100, counts of frames.

    The starting values are those of the algorithm's authors (31 bits, quality 50; 10 bits at quality 80 between
    programs that should agree). `possible_distance` above `likely_distance` gives the space between to "possible".
    """

    certain_distance: int = 10
    certain_quality: int = 80
    certain_frames: int = 5
    certain_proofs: int = 2
    likely_distance: int = 31
    likely_quality: int = 50
    likely_frames: int = 2
    possible_distance: int = 31
    lowest_quality: int = 50  # below this a hash is noise and proves nothing


def band(proofs: Iterable[Proof], thresholds: Thresholds | None = None) -> Band | None:
    """The band of a match with these proofs; None: no match.

    certain: two strong proofs of different kinds. likely: one strong proof, or hashes within the usual distance and
    quality, or two ordered frames. possible: within the wider distance, or of lower quality, or one frame only.
    """
    limits = thresholds or Thresholds()
    valid = [proof for proof in proofs if _valid(proof, limits)]
    if len({proof.kind for proof in valid if _strong(proof, limits)}) >= limits.certain_proofs:
        return Band.CERTAIN
    if any(_strong(proof, limits) or _usual(proof, limits) for proof in valid):
        return Band.LIKELY
    return Band.POSSIBLE if valid else None


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


def _valid(proof: Proof, limits: Thresholds) -> bool:
    if proof.kind == Kind.EXACT:
        return True
    near = proof.distance <= limits.possible_distance and proof.quality >= limits.lowest_quality
    return near and (proof.kind == Kind.PDQ or proof.ordered_frames >= 1)


def _strong(proof: Proof, limits: Thresholds) -> bool:
    if proof.kind == Kind.PDQ:
        return proof.distance <= limits.certain_distance and proof.quality >= limits.certain_quality
    if proof.kind == Kind.FRAMES:
        return proof.ordered_frames >= limits.certain_frames
    return True


def _usual(proof: Proof, limits: Thresholds) -> bool:
    if proof.distance > limits.likely_distance or proof.quality < limits.likely_quality:
        return False
    return proof.kind == Kind.PDQ or proof.ordered_frames >= limits.likely_frames
