"""From the hashes of a found file to the questions that the registry is asked, all of a kind at once.

A question is one hash in one turn. The whole frame, and what is inside its borders, are asked with inverted colours
too: those have the opposite bits. Pieces of a frame are not: they are many, and chance would have twice as many tries.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cases.fingerprints import pdq
from cases.fingerprints.agreeing import FORMS
from cases.fingerprints.bands import PORTAL, Part
from cases.fingerprints.parts import INNER, STRAIGHT, UNMARKED
from cases.fingerprints.query import READINGS, TRIMMED, WHOLE, QueryPatch, Sample

FLOOR = 50  # PDQ quality below which a hash is weak
FAINT = PORTAL.picture.faint_quality  # and below which it is noise; between them only whole pictures are asked for
CLEAR = 80  # quality of a registered picture that a weak hash may be compared with
INVERTED_FRAMES = 32  # of a clip, spread over it: enough to see that its colours are inverted
PARTS = (Part.WHOLE, Part.TRIMMED, Part.CELL, Part.FAINT)
MIRRORED_TURNS = (4, 5, 6, 7)  # of pdq.TURNS

Bits = NDArray[np.uint8]


def over(one: bytes, other: bytes) -> bytes:
    """Exclusive or: the bits in which two values differ."""
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


@dataclass(frozen=True, slots=True)
class Views:
    """N questions: bits (N x 32), and of each its sample, turn (pdq.TURNS), part (PARTS), quality, and whether inverted.

    `t` are the seconds of each sample; `names` what each question's part is called.
    """

    bits: Bits
    sample: NDArray[np.int64]
    t: NDArray[np.float64]
    turn: NDArray[np.int64]
    part: NDArray[np.int64]
    quality: NDArray[np.int64]
    inverted: NDArray[np.bool_]
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.sample)


@dataclass(frozen=True, slots=True)
class Patches:
    """N questions: bits (N x 32), and of each its spot (a number unique in the file), its form (FORMS) and its place (N x 3,
    see query.QueryPatch). `own`: places of the pictures' own details, one of each spot (M x 2)."""

    bits: Bits
    spot: NDArray[np.int64]
    form: NDArray[np.int64]
    place: NDArray[np.float64]
    own: NDArray[np.float64]
    drawn: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.spot)


def views(samples: Sequence[Sample]) -> Views:
    """The questions of all views of all frames that are not too plain."""
    spread = set(np.linspace(0, len(samples) - 1, min(len(samples), INVERTED_FRAMES)).round().astype(int).tolist())
    asked: list[tuple[bytes, int, float, int, int, int, bool, str]] = []
    for number, sample in enumerate(samples):
        for view in sample.views:
            limits = part(view.part)
            if view.turns[0].quality < (FAINT if limits == Part.WHOLE else FLOOR):
                continue
            both = limits != Part.CELL and number in spread
            for turn, value in enumerate(view.turns):
                row = (number, sample.t, turn, PARTS.index(limits), value.quality)
                asked.append((value.bits, *row, False, view.part))
                if both:
                    asked.append((pdq.complement(value.bits), *row, True, view.part))
    return Views(
        bits=_bits([row[0] for row in asked]),
        sample=np.array([row[1] for row in asked], dtype=np.int64),
        t=np.array([row[2] for row in asked], dtype=np.float64),
        turn=np.array([row[3] for row in asked], dtype=np.int64),
        part=np.array([row[4] for row in asked], dtype=np.int64),
        quality=np.array([row[5] for row in asked], dtype=np.int64),
        inverted=np.array([row[6] for row in asked], dtype=np.bool_),
        names=tuple(row[7] for row in asked),
    )


def patches(samples: Sequence[Sample], forms: Sequence[bytes] = FORMS) -> Patches:
    """The questions of all patches of all frames, in each form: a form is a mask that is laid over the bits."""
    listed: list[tuple[int, QueryPatch]] = [(n, patch) for n, sample in enumerate(samples) for patch in sample.patches]
    spots = {key: number for number, key in enumerate(sorted({(n, patch.spot) for n, patch in listed}))}
    own = {spots[n, patch.spot]: patch.place[:2] for n, patch in reversed(listed) if patch.own}
    place = np.array([patch.place for _, patch in listed], dtype=np.float64).reshape(-1, 3)
    plain = _bits([patch.bits for _, patch in listed])
    masks = _bits(list(forms))
    return Patches(
        bits=(plain[None] ^ masks[:, None]).reshape(-1, 32),
        spot=np.tile(np.array([spots[n, patch.spot] for n, patch in listed], dtype=np.int64), len(forms)),
        form=np.repeat(np.arange(len(forms), dtype=np.int64), len(listed)),
        place=np.tile(place, (len(forms), 1)),
        drawn=np.tile(np.array([patch.drawn for _, patch in listed], dtype=np.bool_), len(forms)),
        own=np.array([own[spot] for spot in sorted(own)], dtype=np.float64).reshape(-1, 2),
    )


def part(name: str) -> Part:
    """Which limits hold for the part of a frame that has this name (query.View)."""
    return (
        Part.WHOLE
        if name in (WHOLE, *READINGS)
        else Part.TRIMMED
        if name in (TRIMMED, *INNER, STRAIGHT, *UNMARKED)
        else Part.CELL
    )


def _bits(values: list[bytes]) -> Bits:
    return np.frombuffer(b"".join(values), dtype=np.uint8).reshape(-1, 32)
