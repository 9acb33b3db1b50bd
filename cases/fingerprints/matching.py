"""Compare one found file with the whole registry.

A file is asked for in eight turns, whole and inside its plain borders, each frame of a clip alike; what is found is
gathered per registration into proofs, and the proofs into a band (bands.py).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from cases.fingerprints import bands
from cases.fingerprints.bands import Band, Kind, Proof
from cases.fingerprints.pdq import Pdq
from cases.fingerprints.search import RADIUS, Index
from cases.fingerprints.snapshot import KINDS, Snapshot

FLOOR = 50  # PDQ quality below which a hash is noise
ORDER = {Band.CERTAIN: 0, Band.LIKELY: 1, Band.POSSIBLE: 2}


class Frame(Protocol):
    """A picture, or one sampled frame of a clip."""

    @property
    def t(self) -> float: ...
    @property
    def turns(self) -> tuple[Pdq, ...]: ...
    @property
    def trimmed(self) -> tuple[Pdq, ...] | None: ...


@dataclass(frozen=True, slots=True)
class Hit:
    """A registration that the file shows. `difference`: the differing bits of the best pair, 64 hex digits."""

    agency_id: int
    fingerprint_id: int
    band: Band
    distance: int
    quality: int
    turn: int
    trimmed: bool
    exact: bool
    frames: int
    difference: str


@dataclass(frozen=True, slots=True)
class _Pair:
    """A value of the file near a value of the registry."""

    row: int
    distance: int
    quality: int
    t: float
    turn: int
    trimmed: bool
    difference: str


class Registry:
    """A snapshot with its search structures; made once for each version of the registry."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        rows = np.flatnonzero(snapshot.kind != KINDS["sha256"]).astype(np.int64)
        self._index = Index(rows, snapshot.value[rows])
        self._exact: dict[bytes, list[int]] = defaultdict(list)
        for row in np.flatnonzero(snapshot.kind == KINDS["sha256"]).tolist():
            self._exact[snapshot.value[row].tobytes()].append(row)

    def find(self, sha256: str, frames: Sequence[Frame]) -> list[Hit]:
        """Every registration that a file with this digest and these frames shows, best first within each owner."""
        pairs: dict[int, list[_Pair]] = defaultdict(list)
        for pair in self._near(frames):
            pairs[int(self.snapshot.fingerprint[pair.row])].append(pair)
        exact = {int(self.snapshot.fingerprint[row]): row for row in self._exact.get(bytes.fromhex(sha256), ())}
        hits = (self._hit(number, pairs.get(number, []), exact.get(number)) for number in sorted({*pairs, *exact}))
        return sorted(
            (hit for hit in hits if hit), key=lambda h: (h.agency_id, ORDER[h.band], h.distance, h.fingerprint_id)
        )

    def _near(self, frames: Sequence[Frame]) -> list[_Pair]:
        asked = [
            (frame.t, turn, trimmed, value)
            for frame in frames
            for trimmed, turns in ((False, frame.turns), (True, frame.trimmed or ()))
            for turn, value in enumerate(turns)
            if value.quality >= FLOOR
        ]
        if not asked or not len(self._index):
            return []
        found = self._index.search([value.bits for *_, value in asked], RADIUS)
        return [self._pair(asked[number], row, distance) for number, row, distance in found]

    def _pair(self, asked: tuple[float, int, bool, Pdq], row: int, distance: int) -> _Pair:
        t, turn, trimmed, value = asked
        bits = np.frombuffer(value.bits, dtype=np.uint8) ^ self.snapshot.value[row]
        quality = min(value.quality, int(self.snapshot.quality[row]))
        return _Pair(row, distance, quality, t, turn, trimmed, bits.tobytes().hex())

    def _hit(self, fingerprint: int, pairs: list[_Pair], exact: int | None) -> Hit | None:
        still = [pair for pair in pairs if self.snapshot.kind[pair.row] == KINDS["pdq"]]
        moving, ordered = self._best_turn([pair for pair in pairs if self.snapshot.kind[pair.row] == KINDS["frame"]])
        proofs = [Proof(Kind.EXACT)] if exact is not None else []
        best = min(still + moving, key=lambda pair: (pair.distance, pair.trimmed, pair.turn), default=None)
        if still:
            nearest = min(still, key=lambda pair: pair.distance)
            proofs.append(Proof(Kind.PDQ, distance=nearest.distance, quality=nearest.quality))
        if moving:
            proofs.append(
                Proof(
                    Kind.FRAMES,
                    distance=max(pair.distance for pair in moving),
                    quality=min(pair.quality for pair in moving),
                    ordered_frames=ordered,
                )
            )
        found = bands.band(proofs)
        owner = exact if exact is not None else (best.row if best else None)
        if found is None or owner is None:
            return None
        return Hit(
            agency_id=int(self.snapshot.agency[owner]),
            fingerprint_id=fingerprint,
            band=found,
            distance=best.distance if best else 0,
            quality=best.quality if best else 100,
            turn=best.turn if best else 0,
            trimmed=best.trimmed if best else False,
            exact=exact is not None,
            frames=ordered,
            difference=best.difference if best else "0" * 64,
        )

    def _best_turn(self, pairs: list[_Pair]) -> tuple[list[_Pair], int]:
        """The pairs of the one turn in which most frames come in order: a clip is turned as a whole."""
        turns: dict[tuple[int, bool], list[_Pair]] = defaultdict(list)
        for pair in pairs:
            turns[pair.turn, pair.trimmed].append(pair)
        best: tuple[list[_Pair], int] = ([], 0)
        for group in turns.values():
            ordered = bands.ordered_frames((p.t, float(self.snapshot.at_ms[p.row]) / 1000) for p in group)
            if ordered > best[1]:
                best = group, ordered
        return best
