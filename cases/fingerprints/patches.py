"""Patches: small pieces of a picture, found by themselves wherever they stand, by which an altered copy is recognised.

A picture is registered with up to 48 hashes of pieces that are found again when it is scaled, blurred and turned; a found
picture is asked with more of them. Two pictures agree if at least two different pieces do. Places, sizes and directions of
the registered pieces are not kept, and their order is that of their values, so it says nothing.
See scalespace.py (where the points come from) and patchwork.py (what the pieces are).
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cases.fingerprints import choice
from cases.fingerprints.agreeing import FEWEST, INVERSE, MIRROR, Agreement, agreement
from cases.fingerprints.choice import Version
from cases.fingerprints.patchwork import FAINT, SPAN
from cases.fingerprints.query import QueryPatch

__all__ = [
    "FEWEST",
    "FULL",
    "INVERSE",
    "MIRROR",
    "MOST",
    "QUICK",
    "Agreement",
    "Effort",
    "Patch",
    "agreement",
    "asked",
    "registered",
]

ALGORITHM = "patch-3"
SIDE = 480  # px, the longer side that pieces are looked for at
MOST = 48  # pieces of a registered picture


@dataclass(frozen=True, slots=True)
class Patch:
    """The hash of one registered piece, 32 bytes, and its quality, 0 to 100; below 50 it is faint."""

    bits: bytes
    quality: int


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard a found picture is looked at: in which versions."""

    versions: tuple[Version, ...]


QUICK = Effort((Version(480, 160, gate=FAINT),))  # found media
FULL = Effort(  # what somebody asks about: also faint, small inside another picture, stretched, too dark or too bright
    (
        Version(480, 300, gate=FAINT),
        Version(960, 300, gate=FAINT),
        Version(720, 200, gate=FAINT),
        Version(320, 150, gate=FAINT),
        *(Version(480, 150, stretch=stretch, gate=FAINT) for stretch in (0.75, 0.87, 1.15, 1.33)),
        Version(480, 200, gate=FAINT, evened=True),
    )
)


def registered(luma: NDArray[Any]) -> tuple[Patch, ...]:
    """Up to 48 pieces of a picture (brightness 0 to 255, height x width), ascending by value."""
    found = choice.lasting(luma, SIDE, MOST)
    listed = (Patch(bits.tobytes(), int(quality)) for bits, quality in zip(found.bits, found.quality, strict=True))
    return tuple(sorted(listed, key=lambda patch: patch.bits))


def asked(luma: NDArray[Any], effort: Effort = QUICK) -> tuple[QueryPatch, ...]:
    """The pieces that a found picture is asked with; pieces that mostly overlap have the same spot."""
    found, spots, first = choice.spread(luma, effort.versions)
    own = (found.tones > choice.TWO_TONED) & (np.arange(len(found)) < first)
    root = math.sqrt(luma.shape[0] * luma.shape[1]) * choice.ALWAYS / max(*luma.shape, 1)
    places = (found.place[:, :3] * np.array([1, 1, SPAN]) / max(root, 1)).round(4).tolist()
    return tuple(
        QueryPatch(bits.tobytes(), spot, (x, y, side), one, flat)
        for bits, spot, (x, y, side), one, flat in zip(
            found.bits, spots.tolist(), places, own.tolist(), found.drawn.tolist(), strict=True
        )
    )
