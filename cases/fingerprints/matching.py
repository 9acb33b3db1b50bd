"""Compare one found file with the whole registry.

A file is asked for by its digests, by its frames in eight turns, whole, inside their plain borders and in pieces, by its
details and by its sound. Each kind is one question to the index; what comes near is gathered per registration into
proofs (proving.py, clips.py), and the proofs into a band (bands.py).

The index is searched within 31 bits for every kind. Details need a wider distance to be counted, but only inside
registrations that one of them has led to, so the index never has to look further.
"""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from cases.fingerprints import asking, bands, clips, hits, proving, sound
from cases.fingerprints.bands import Band, Part
from cases.fingerprints.clips import ClipProof
from cases.fingerprints.hits import Found, Hit
from cases.fingerprints.proving import Pairs
from cases.fingerprints.query import Query
from cases.fingerprints.search import RADIUS
from cases.fingerprints.values import KINDS, Values

__all__ = ["Hit", "Registry"]

ORDER = {Band.CERTAIN: 0, Band.LIKELY: 1, Band.POSSIBLE: 2}
COMMON = (
    500  # registrations that one detail leads to: beyond this it is a logo or a letter, and leads nowhere by itself
)
MAX_CANDIDATES = 300  # registrations whose details are compared one by one, those with most details near first

Ints = NDArray[np.int64]


class Registry:
    """The registered values of one moment, and the comparison of a file with all of them."""

    def __init__(self, values: Values) -> None:
        self.values = values

    def find(self, query: Query) -> list[Hit]:
        """Every registration that a file with these digests, frames, details and sound shows, best first of each owner."""
        found: dict[int, Found] = defaultdict(Found)
        asked = asking.views(query.samples)
        self._exact(query, found)
        self._views(asked, found)
        self._details(query, asked, found)
        self._sound(query, found)
        listed = [hits.hit(number, found[number], asked, self.values) for number in sorted(found)]
        return sorted(
            (one for one in listed if one),
            key=lambda one: (one.agency_id, ORDER[one.band], -one.score, one.distance, one.fingerprint_id),
        )

    def _exact(self, query: Query, found: dict[int, Found]) -> None:
        for kind, digest in (("sha256", query.sha256), ("md5", query.md5)):
            rows = self.values.exact(kind, bytes.fromhex(digest)) if digest and self.values.has(kind) else []
            numbers = self.values.take(np.array(rows, dtype=np.int64)).fingerprint.tolist()
            for row, number in zip(rows, numbers, strict=True):
                found[number].exact.append(row)

    def _views(self, asked: asking.Views, found: dict[int, Found]) -> None:
        if not len(asked) or not (self.values.has("pdq") or self.values.has("frame")):
            return
        near = self.values.near(asked.bits, RADIUS)
        there = self.values.take(near.row)
        weak, clear = asked.quality[near.asked] < asking.FLOOR, there.quality >= asking.CLEAR
        part = np.where(weak & clear, asking.PARTS.index(Part.FAINT), asked.part[near.asked])
        quality = np.minimum(asked.quality[near.asked], there.quality)
        pairs = Pairs(near.asked, part, near.row, near.distance, quality)
        usable = proving.usable(pairs)
        for number, places in _groups(there.fingerprint, usable & (there.kind == KINDS["pdq"])):
            found[number].stills = pairs.take(places)
        for number, places in _groups(there.fingerprint, usable & (there.kind == KINDS["frame"])):
            found[number].frames = pairs.take(places)
            found[number].clip = self._clip(number, asked, pairs.take(places))

    def _clip(self, number: int, asked: asking.Views, pairs: Pairs) -> ClipProof | None:
        """What the frames of one registered clip say."""
        registered = self.values.take(self.values.of(number))
        times = np.unique(registered.at_ms[registered.kind == KINDS["frame"]] / 1000).tolist()
        return clips.prove(proving.meetings(asked, pairs, self.values), np.unique(asked.t).tolist(), times)

    def _details(self, query: Query, views: asking.Views, found: dict[int, Found]) -> None:
        asked = asking.patches(query.samples if self.values.has("patch") else ())
        if not len(asked):
            return
        near = self.values.near(asked.bits, RADIUS)
        there = self.values.take(near.row)
        here = there.kind == KINDS["patch"]
        for number in _candidates(asked.spot[near.asked[here]], there.fingerprint[here]):
            rows = self.values.of(number)
            own = self.values.take(rows)
            patches = own.kind == KINDS["patch"]
            agreed = proving.details(asked, rows[patches], own.value[patches])
            if agreed is None or agreed.count < bands.PORTAL.patches.likely:
                continue
            pictures = own.value[own.kind == KINDS["pdq"]]
            found[number].details = agreed
            found[number].placed = proving.placed(
                agreed, asked, views, registered=int(patches.sum()), pictures=pictures
            )  # fmt: skip

    def _sound(self, query: Query, found: dict[int, Found]) -> None:
        if not query.sound or not self.values.has("sound"):
            return
        bits = np.frombuffer(b"".join(second.bits for second in query.sound), dtype=np.uint8).reshape(-1, 32)
        near = self.values.near(bits, RADIUS)
        there = self.values.take(near.row)
        for number, places in _groups(there.fingerprint, there.kind == KINDS["sound"]):
            agreed = [
                sound.Agreement(
                    t=query.sound[int(near.asked[place])].t,
                    at=int(there.at_ms[place]) / 1000,
                    distance=int(near.distance[place]),
                    registered=there.value[place].tobytes(),
                )
                for place in places[np.argsort(near.distance[places], kind="stable")][: proving.MAX_PAIRS].tolist()
            ]
            found[number].sound = sound.prove(agreed)


def _candidates(spots: Ints, fingerprints: Ints) -> list[int]:
    """Registrations whose details are worth comparing: most spots near first; a common spot alone leads nowhere."""
    if not len(spots):
        return []
    pairs = np.unique(np.stack([fingerprints, spots], axis=1), axis=0)
    _, place, popular = np.unique(pairs[:, 1], return_inverse=True, return_counts=True)
    numbers, start, near = np.unique(pairs[:, 0], return_index=True, return_counts=True)
    rarest = np.minimum.reduceat(popular[place.reshape(-1)], start)
    worth = (near >= bands.PORTAL.patches.likely) | (rarest <= COMMON)
    order = np.lexsort((numbers, rarest, -near))
    return [int(numbers[n]) for n in order if worth[n]][:MAX_CANDIDATES]


def _groups(fingerprints: Ints, kept: NDArray[np.bool_]) -> list[tuple[int, Ints]]:
    """(registration, places of its pairs), of the pairs that are kept."""
    places = np.flatnonzero(kept)
    places = places[np.argsort(fingerprints[places], kind="stable")]
    numbers, starts = np.unique(fingerprints[places], return_index=True)
    return list(zip(numbers.tolist(), np.split(places, starts[1:]), strict=True)) if len(places) else []
