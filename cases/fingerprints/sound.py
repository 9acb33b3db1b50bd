"""Prints of a clip's sound, so that it is found when its pictures are masked, and what an agreement is worth.

Chromaprint (chromaprint.py) gives a 32-bit word for every 0.124 s, from 2 s of sound around it. Eight words in a row
are one value of 256 bits. A clip is registered with one value a second; a found one is asked for with a value at every
word, since nobody knows where the second began. Silence, hum and plain noise have words that hardly change and look
alike everywhere; such seconds are neither registered nor asked for. A sound that was made faster or slower does not
agree: its frames must be found.

Limits of use are those of patches (adults, opt-in), and kept by the callers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cases.fingerprints.chromaprint import WORD_SECONDS
from cases.fingerprints.clips import INDEPENDENT, ordered
from cases.fingerprints.query import Second

WORDS = 8  # of one value
SECOND = WORDS * WORD_SECONDS  # 0.99 s
LEAST_CHANGE = 18  # bits, over the seven steps from word to word; noise has about 12, music and speech 25 to 60
LEAST_WORDS = 4  # different ones of the eight
MOST_REGISTERED = 3600
MOST_ASKED = 960  # two minutes at every offset
WINDOW = 96  # words that are asked for in a row in a longer file: 12 s
SLACK = 0.3  # s off the common offset; a word is 0.124 s
MANY_SECONDS, DISTINCT_SECONDS = 5, 3

Words = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Agreement:
    """A second of a found file near a registered one: seconds in both, bits between them, the registered value."""

    t: float
    at: float
    distance: int
    registered: bytes


@dataclass(frozen=True, slots=True)
class SoundProof:
    """Registered seconds that agree in order at one offset (at = t + offset); `distinct`: those that differ."""

    seconds: int
    distinct: int
    offset: float
    distance: int
    first: float
    last: float

    @property
    def counts(self) -> bool:
        """Five seconds, three of them unlike each other: below that a jingle or a door would do."""
        return self.seconds >= MANY_SECONDS and self.distinct >= DISTINCT_SECONDS


def registered(words: Words) -> tuple[Second, ...]:
    """One value a second, of the seconds that tell something."""
    starts = range(0, len(words) - WORDS + 1, WORDS)
    return tuple(_second(words, start) for start in starts if telling(words[start : start + WORDS]))[:MOST_REGISTERED]


def asked(words: Words, most: int = MOST_ASKED) -> tuple[Second, ...]:
    """A value at every word; of a long file, in windows of 12 s spread evenly from its start to its end."""
    count = max(len(words) - WORDS + 1, 0)
    starts: Iterable[int] = range(count)
    if count > most:
        windows = max(most // WINDOW, 1)
        firsts = [round(number * (count - WINDOW) / max(windows - 1, 1)) for number in range(windows)]
        starts = sorted({first + step for first in firsts for step in range(WINDOW)})
    return tuple(_second(words, start) for start in starts if telling(words[start : start + WORDS]))


def telling(eight: Words) -> bool:
    """Whether these words change enough to be anything but silence, hum or noise."""
    changes = int(np.bitwise_count(eight[1:] ^ eight[:-1]).sum())
    return changes >= LEAST_CHANGE and len(set(eight.tolist())) >= LEAST_WORDS


def prove(agreements: Sequence[Agreement]) -> SoundProof | None:
    """The offset at which most registered seconds agree; None if there are too few (SoundProof.counts).

    Each registered second counts once, and seconds within the matching distance of each other count as one distinct.
    """
    if not agreements:
        return None
    offsets = np.array([one.at - one.t for one in agreements])
    order = np.argsort(offsets, kind="stable")
    ends = np.searchsorted(offsets[order], offsets[order] + 2 * SLACK, side="right")
    best: list[Agreement] = []
    for start in np.argsort(np.arange(len(order)) - ends, kind="stable")[:5].tolist():  # the fullest stretches
        chain = _chain([agreements[number] for number in order[start : ends[start]].tolist()])
        best = max(best, chain, key=len)
    proof = SoundProof(
        seconds=len(best),
        distinct=_distinct(best),
        offset=float(np.median([one.at - one.t for one in best])),
        distance=max(one.distance for one in best),
        first=best[0].at,
        last=best[-1].at,
    )
    return proof if proof.counts else None


def _chain(agreements: list[Agreement]) -> list[Agreement]:
    nearest: dict[float, Agreement] = {}
    for one in agreements:
        if one.at not in nearest or one.distance < nearest[one.at].distance:
            nearest[one.at] = one
    kept = list(nearest.values())
    return [kept[number] for number in ordered([(one.t, one.at) for one in kept])]


def _distinct(chain: list[Agreement]) -> int:
    kept: list[int] = []
    for one in chain:
        value = int.from_bytes(one.registered, "big")
        if all((value ^ other).bit_count() > INDEPENDENT for other in kept):
            kept.append(value)
    return len(kept)


def _second(words: Words, start: int) -> Second:
    return Second(round(start * WORD_SECONDS, 3), words[start : start + WORDS].astype(">u4").tobytes())
