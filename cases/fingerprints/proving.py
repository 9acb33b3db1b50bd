"""What a found file and one registration have in common, as proofs (bands.py).

Pictures: the nearest pair of hashes of each part. Clips: the frames that come in the same order. Details (patches): how
many different ones agree, within a wider distance than the registry was searched with, because here only one
registration is looked at.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cases.fingerprints import bands
from cases.fingerprints.agreeing import DISTINCT, FEWEST, NEAR, VERIFY, distances, distinct, enough
from cases.fingerprints.asking import PARTS, Bits, Patches, Views, part
from cases.fingerprints.bands import PORTAL, Kind, Part, Proof
from cases.fingerprints.clips import MOST_A_FRAME, ClipProof, Meeting
from cases.fingerprints.placing import Placed, copied
from cases.fingerprints.values import Values

MAX_PAIRS = (
    20_000  # frames of one clip that are put in order, the nearest first: a still clip resembles itself everywhere
)

WIDEST = 256  # bits: as far apart as two hashes can be
Ints = NDArray[np.int64]
_ALLOWED = np.array([[bands.allowed(q, part, PORTAL.picture) for q in range(101)] for part in PARTS])
_HINTED = np.array([[bands.hinted(q, part, PORTAL.picture) for q in range(101)] for part in PARTS])


@dataclass(frozen=True, slots=True)
class Pairs:
    """Questions that came near values: number of the question, its part, row of the value, distance, the lower quality."""

    asked: Ints
    part: Ints
    row: Ints
    distance: Ints
    quality: Ints

    def take(self, chosen: NDArray[np.bool_] | Ints) -> "Pairs":
        """Those of these pairs."""
        return Pairs(
            self.asked[chosen], self.part[chosen], self.row[chosen], self.distance[chosen], self.quality[chosen]
        )

    def __len__(self) -> int:
        return len(self.asked)

    def proof(self, number: int) -> Proof:
        """One pair of pictures as a proof."""
        return Proof(
            Kind.PDQ, int(self.distance[number]), int(self.quality[number]), part=PARTS[int(self.part[number])]
        )


def usable(pairs: Pairs) -> NDArray[np.bool_]:
    """Which pairs prove anything at all, by the portal's limits."""
    kept: NDArray[np.bool_] = pairs.distance <= _HINTED[pairs.part, pairs.quality]
    return kept


def usual(pairs: Pairs) -> NDArray[np.bool_]:
    """Which pairs are likely by themselves."""
    kept: NDArray[np.bool_] = pairs.distance <= _ALLOWED[pairs.part, pairs.quality]
    return kept


def best_pictures(pairs: Pairs) -> list[int]:
    """The best pair of each part, the best of all first: the one that is furthest inside its limit, the whole before pieces."""
    room = _ALLOWED[pairs.part, pairs.quality] - pairs.distance
    order = np.lexsort((pairs.asked, pairs.part, -room))
    _, first = np.unique(pairs.part[order], return_index=True)
    return [int(order[place]) for place in sorted(first.tolist())]


def meetings(asked: Views, pairs: Pairs, values: Values) -> list[Meeting]:
    """Pairs of frames as clips.py takes them: the likely ones if there are any, of each question the nearest."""
    likely = usual(pairs)
    pairs = pairs.take(likely) if likely.any() else pairs
    pairs = pairs.take(np.lexsort((pairs.distance, pairs.asked)))
    _, first = np.unique(pairs.asked, return_index=True)
    rank = np.arange(len(pairs)) - first[np.searchsorted(pairs.asked[first], pairs.asked, side="left")]
    pairs = pairs.take(rank < MOST_A_FRAME)
    pairs = pairs.take(np.argsort(pairs.distance, kind="stable")[:MAX_PAIRS])
    there = values.take(pairs.row)
    turns = asked.turn[pairs.asked] * 2 + asked.inverted[pairs.asked]
    return [
        Meeting(
            t=float(asked.t[question]),
            at=int(there.at_ms[n]) / 1000,
            distance=int(pairs.distance[n]),
            quality=int(pairs.quality[n]),
            turn=int(turns[n]),
            part=asked.names[question],
            asked=asked.bits[question].tobytes(),
            registered=there.value[n].tobytes(),
        )
        for n, question in enumerate(pairs.asked.tolist())
    ]


def frames_proof(clip: ClipProof) -> Proof:
    """What clips.py found as a proof. Its largest distance and lowest quality may come from two frames, of which each is
    within its own limit; together they are taken to be within it too."""
    shown = part(clip.part)
    room = bands.allowed(clip.quality, shown, PORTAL.picture)
    distance = clip.distance if clip.nearest > room else min(clip.distance, room)
    return Proof(Kind.FRAMES, distance, clip.quality, ordered_frames=clip.frames, part=shown)


@dataclass(frozen=True, slots=True)
class Details:
    """Details that agree in one form (the picture as it is, mirrored ...): their distances, nearest first, their questions,
    and the registry's rows."""

    form: int
    distances: tuple[int, ...]
    asked: tuple[int, ...]
    rows: tuple[int, ...]

    @property
    def count(self) -> int:
        """Different details that agree."""
        return len(self.rows)

    @property
    def distance(self) -> int:
        """The middle distance, bits."""
        return self.distances[len(self.distances) // 2]


def details(asked: Patches, rows: Ints, values: Bits) -> Details | None:
    """The details of one registration (rows, N x 32) that agree with those asked for, of the form in which most do.

    The rule is that of agreeing.agreement, for every form: one pair at least within NEAR, the others within VERIFY; a
    spot counts once, a registered patch counts once, and those that nearly equal one already counted do not. If they are
    not enough together, the nearest one is left alone.
    """
    if not len(asked) or len(rows) < FEWEST:
        return None
    apart = distances(asked.bits, values)
    alike = distances(values, values) <= DISTINCT
    forms = np.unique(asked.form[(apart <= NEAR).any(axis=1)]).tolist()
    found = [_counted(asked, apart, alike, form, rows) for form in forms]
    return max(found, key=lambda one: (one.count, -one.distance), default=None)


def _counted(asked: Patches, apart: Ints, alike: NDArray[np.bool_], form: int, rows: Ints) -> Details:
    near = np.argwhere((apart <= VERIFY) & (asked.form == form)[:, None])
    order = np.argsort(apart[near[:, 0], near[:, 1]], kind="stable")
    listed = near[order].tolist()
    kept = distinct(((value, int(asked.spot[question])) for question, value in listed), alike)
    pairs = [listed[at] for at in kept]
    bits = [int(apart[question, value]) for question, value in pairs]
    most = len(pairs) if enough(bits) else 1
    asked_for = tuple(question for question, _ in pairs[:most])
    return Details(form, tuple(bits[:most]), asked_for, tuple(int(rows[value]) for _, value in pairs[:most]))


def placed(found: Details, asked: Patches, views: Views, *, registered: int, pictures: Bits) -> bool:
    """Whether details lie as those of a copy (placing.copied). `registered`: how many details the registration has;
    `pictures` (N x 32): the hashes of its whole pictures."""
    whole = views.part != PARTS.index(Part.CELL)
    frame = int(distances(views.bits[whole], pictures).min()) if whole.any() and len(pictures) else WIDEST
    chosen = list(found.asked)
    return copied(Placed(found.distances, asked.place[chosen], asked.own, registered, frame, asked.drawn[chosen]))
