"""Compare one found file with the whole registry.

A file is asked for in eight turns, whole and inside its plain borders, each frame of a clip alike; what is found is
gathered per registration into proofs, and the proofs into a band (bands.py).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cases.fingerprints import bands
from cases.fingerprints.bands import Band, Kind, Proof
from cases.fingerprints.query import TRIMMED, Query, Sample
from cases.fingerprints.search import RADIUS
from cases.fingerprints.values import KINDS, Columns, Values

FLOOR = 50  # PDQ quality below which a hash is noise
ORDER = {Band.CERTAIN: 0, Band.LIKELY: 1, Band.POSSIBLE: 2}


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
    kind: int
    at_ms: int
    distance: int
    quality: int
    t: float
    turn: int
    trimmed: bool
    difference: str


class Registry:
    """The registered values of one moment, and the comparison of a file with all of them."""

    def __init__(self, values: Values) -> None:
        self.values = values

    def find(self, query: Query) -> list[Hit]:
        """Every registration that a file with these digests and frames shows, best first within each owner."""
        pairs: dict[int, list[_Pair]] = defaultdict(list)
        for number, pair in self._near(query.samples):
            pairs[number].append(pair)
        rows = self.values.exact("sha256", bytes.fromhex(query.sha256))
        exact = {int(number): row for number, row in zip(self._column(rows).fingerprint, rows, strict=True)}
        hits = (self._hit(number, pairs.get(number, []), exact.get(number)) for number in sorted({*pairs, *exact}))
        return sorted(
            (hit for hit in hits if hit), key=lambda h: (h.agency_id, ORDER[h.band], h.distance, h.fingerprint_id)
        )

    def _column(self, rows: Sequence[int]) -> Columns:
        return self.values.take(np.array(rows, dtype=np.int64))

    def _near(self, samples: Sequence[Sample]) -> list[tuple[int, _Pair]]:
        asked = [
            (sample.t, turn, view.part == TRIMMED, value)
            for sample in samples
            for view in sample.views
            for turn, value in enumerate(view.turns)
            if value.quality >= FLOOR
        ]
        if not asked or not len(self.values):
            return []
        bits = np.frombuffer(b"".join(value.bits for *_, value in asked), dtype=np.uint8).reshape(-1, 32)
        near = self.values.near(bits, RADIUS)
        found = self.values.take(near.row)
        pairs = []
        for at, (number, row, distance) in enumerate(
            zip(near.asked.tolist(), near.row.tolist(), near.distance.tolist(), strict=True)
        ):
            t, turn, trimmed, value = asked[number]
            difference = (bits[number] ^ found.value[at]).tobytes().hex()
            quality = min(value.quality, int(found.quality[at]))
            pair = _Pair(
                row, int(found.kind[at]), int(found.at_ms[at]), distance, quality, t, turn, trimmed, difference
            )
            pairs.append((int(found.fingerprint[at]), pair))
        return pairs

    def _hit(self, fingerprint: int, pairs: list[_Pair], exact: int | None) -> Hit | None:
        still = [pair for pair in pairs if pair.kind == KINDS["pdq"]]
        moving, ordered = self._best_turn([pair for pair in pairs if pair.kind == KINDS["frame"]])
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
            agency_id=int(self._column([owner]).agency[0]),
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
            ordered = bands.ordered_frames((p.t, p.at_ms / 1000) for p in group)
            if ordered > best[1]:
                best = group, ordered
        return best
