"""How much of a registered clip a found one shows: frames that meet, weighed by their order and by their variety.

Every meeting says that the frame at `t` of the found file looks like the frame at `at` of the registered clip. A cut,
a compilation, another speed or another frame rate leaves the order of the frames and moves their times along a line
at = speed * t + offset, which is found by voting (Hough 1962, over offsets for each of a range of speeds). Frames
that resemble each other are one proof and not many: a slide, a title card or a room in which nothing moves may be
in any number of clips.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cases.fingerprints.query import TRIMMED, WHOLE

STRETCHES = 24  # told at most
DIFFERENT = 10  # bits between two frames of one scene that are not just the same frame once more
INDEPENDENT = 31  # bits between two registered frames that do not match each other
INDEPENDENT_ASKED = 15  # the same of two found frames; their own distance may be smaller by what a new encoding moves
SPEEDS = np.exp(np.linspace(np.log(0.5), np.log(2.0), 33))  # 4.4 % apart; 1 is the one in the middle
TOLERANCE = 1.0  # s that a frame may be off the line
DRIFT = 0.03  # and this share of the stretch looked at: the speed is only known so well
MOST_A_FRAME = 40  # meetings of one found frame that vote; a still scene meets itself everywhere
MOST = 20_000
CLOSE, CLEAR = 10, 80  # bits and quality at which one frame alone is more than a hint
HALF = 0.5

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Meeting:
    """A frame of a found file near a registered one: seconds in both, bits between them, the lower quality, both values.

    `turn` is a number for the turn or mirror that the file was asked in, `part` the part of the frame (query.View).
    """

    t: float
    at: float
    distance: int
    quality: int
    turn: int
    part: str
    asked: bytes
    registered: bytes


@dataclass(frozen=True, slots=True)
class ClipProof:
    """What the frames say. Times in seconds of the registered clip, shares 0 to 1.

    ordered: frames that differ and come in the same order in both. scenes: those of them that look so different that
    each is a proof of its own. seconds, share: how much of the registered clip is found; share_asked: how much of the
    found file it makes up. run: the longest stretch without a gap. at = speed * t + offset. distance, quality: the
    largest and the lowest among those counted; nearest, clearest: of the best pair. stretches: (from, to) in the
    registered clip and (from, to) in the found one of what follows without a gap, in order, at most STRETCHES.
    """

    ordered: int
    scenes: int
    seconds: float
    share: float
    share_asked: float
    run: float
    speed: float
    offset: float
    distance: int
    quality: int
    nearest: int
    clearest: int
    turn: int
    part: str
    still: bool = False
    stretches: tuple[tuple[float, float, float, float], ...] = ()

    @property
    def frames(self) -> int:
        """The count that bands.Proof.ordered_frames takes: independent scenes, if there are two or more.

        Else 2, which asks for eyes, if one scene moves in the same way in both (three different frames in order), or
        is close (10 bits at quality 80) and a found still or at least half of either clip; else 1, a mere hint.
        """
        if self.scenes > 1:
            return self.scenes
        close = self.nearest <= CLOSE and self.clearest >= CLEAR
        return 2 if self.ordered > 2 or (close and (self.still or self._much)) else 1

    @property
    def _much(self) -> bool:
        return max(self.share, self.share_asked) >= HALF

    @property
    def counts(self) -> bool:
        """Whether it is worth telling: one scene that is neither close nor much of either clip may be any slide."""
        return self.frames > 1 or self.still or self._much or self.nearest <= CLOSE


def prove(meetings: Iterable[Meeting], asked: Sequence[float], registered: Sequence[float]) -> ClipProof | None:
    """The best account of these meetings of one file and one registered clip, in one turn and one part of the frame.

    `asked` are the times of all frames that were asked for, `registered` those of all frames registered (both in
    seconds, rising). None if there is no meeting, or too little to mean anything (ClipProof.counts).
    """
    groups: dict[tuple[int, str], list[Meeting]] = defaultdict(list)
    for one in meetings:
        groups[one.turn, WHOLE if one.part == TRIMMED else one.part].append(one)
    proofs = (_proof(group, asked, registered) for group in groups.values())
    best = max(proofs, key=lambda p: (p.scenes, p.ordered, p.seconds, -p.nearest), default=None)
    return best if best and best.counts else None


def ordered(pairs: Sequence[tuple[float, float]]) -> list[int]:
    """Numbers of the pairs (t, at) of a longest choice in which both rise (Fredman 1975), in their order."""
    tops: list[float] = []
    ends: list[int] = []
    before: dict[int, int] = {}
    for number in sorted(range(len(pairs)), key=lambda n: (pairs[n][0], -pairs[n][1])):
        place = bisect_left(tops, pairs[number][1])
        tops[place : place + 1] = [pairs[number][1]]
        ends[place : place + 1] = [number]
        if place:
            before[number] = ends[place - 1]
    chain = ends[-1:]
    while chain and chain[-1] in before:
        chain.append(before[chain[-1]])
    return chain[::-1]


def line(t: Floats, at: Floats) -> tuple[float, float]:
    """(speed, offset) of the line at = speed * t + offset near which most of the pairs lie, each time counted once."""
    if len(t) < 2:
        return 1.0, float(at[0] - t[0])
    stretch = float(np.ptp(t))
    width = max(TOLERANCE, DRIFT * stretch)
    weight = 1 / np.sqrt(_counts(t) * _counts(at))
    best, speed, offset = 0.0, 1.0, 0.0
    for one in sorted(SPEEDS, key=lambda s: abs(np.log(s))):  # the nearest to 1 wins if two are equal
        offsets = at - one * t
        low = float(offsets.min())
        bins = np.bincount(((offsets - low) / width).astype(np.int64), weight)
        pairs = bins + np.append(bins[1:], 0.0)  # two neighbours: no cluster is cut in half
        place = int(pairs.argmax())
        if pairs[place] > best * 1.001:
            best, speed, offset = float(pairs[place]), float(one), low + (place + 1) * width
    return _fitted(t, at, weight, speed, offset, width)


def _fitted(t: Floats, at: Floats, weight: Floats, speed: float, offset: float, width: float) -> tuple[float, float]:
    """Least squares through those near the line, twice, unless that leaves the range of speeds."""
    for _ in range(2):
        near = np.abs(at - speed * t - offset) <= width
        if near.sum() < 3 or np.ptp(t[near]) < 2 * TOLERANCE:
            break
        slope, start = np.polyfit(t[near], at[near], 1, w=np.sqrt(weight[near]))
        if not 0.98 * SPEEDS[0] <= slope <= 1.02 * SPEEDS[-1]:
            break
        speed, offset = float(slope), float(start)
    return speed, offset


def _counts(values: Floats) -> Any:
    """How often each value occurs, for each of them."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return count[place]


def _proof(group: list[Meeting], asked: Sequence[float], registered: Sequence[float]) -> ClipProof:
    kept = _voters(group)
    t, at = np.array([one.t for one in kept]), np.array([one.at for one in kept])
    speed, offset = line(t, at)
    tolerance = max(TOLERANCE, DRIFT * float(np.ptp(t)))
    near = [one for one, off in zip(kept, np.abs(at - speed * t - offset), strict=True) if off <= tolerance]
    chain, loose = _chain(near), _chain(kept)
    if len(loose) > 1.5 * len(chain):  # pieces of the clip with others between them: in order, on no one line
        chain = loose
    best = min(group, key=lambda one: (one.distance, -one.quality))
    gap = 1.5 * speed * _step(asked)
    found = _near([one.at for one in chain], registered, max(gap, TOLERANCE))
    shown = _near([one.t for one in chain], asked, max(gap / speed, TOLERANCE))
    length = max((registered[-1] - registered[0]) if registered else 0.0, 1e-9)
    share = found / len(registered) if registered else 0.0
    return ClipProof(
        ordered=_apart(chain, DIFFERENT, DIFFERENT // 2),
        scenes=_apart(chain, INDEPENDENT, INDEPENDENT_ASKED),
        seconds=round(share * length, 3),
        share=share,
        share_asked=shown / len(asked) if asked else 0.0,
        run=round(_run([one.at for one in chain], max(2 * gap, 2 * TOLERANCE)), 3),
        speed=speed,
        offset=offset,
        distance=max(one.distance for one in chain),
        quality=min(one.quality for one in chain),
        nearest=best.distance,
        clearest=best.quality,
        turn=best.turn,
        part=best.part,
        still=len(asked) == 1,
        stretches=_stretches(chain, max(2 * gap, 2 * TOLERANCE)),
    )


def _voters(group: list[Meeting]) -> list[Meeting]:
    """The nearest meetings of each found frame, and of all of them a bounded number."""
    frames: dict[float, list[Meeting]] = defaultdict(list)
    for one in group:
        frames[one.t].append(one)
    kept = [one for all_ in frames.values() for one in sorted(all_, key=lambda m: m.distance)[:MOST_A_FRAME]]
    return kept[:: -(-len(kept) // MOST)]


def _chain(meetings: list[Meeting]) -> list[Meeting]:
    return [meetings[number] for number in ordered([(one.t, one.at) for one in meetings])]


def _apart(chain: list[Meeting], bits: int, bits_asked: int) -> int:
    """How many of the chain differ from each other by more than `bits` as registered and `bits_asked` as found."""
    kept: list[tuple[int, int]] = []
    for one in chain:
        ours, theirs = int.from_bytes(one.registered, "big"), int.from_bytes(one.asked, "big")
        if all((ours ^ a).bit_count() > bits and (theirs ^ b).bit_count() > bits_asked for a, b in kept):
            kept.append((ours, theirs))
    return len(kept)


def _step(times: Sequence[float]) -> float:
    """Seconds between two frames asked for."""
    return (times[-1] - times[0]) / (len(times) - 1) if len(times) > 1 else 0.0


def _near(found: list[float], times: Sequence[float], reach: float) -> int:
    """How many of `times` lie within `reach` of one that was found."""
    if not found or not times:
        return 0
    marks, all_ = np.sort(np.array(found)), np.array(times)
    place = np.searchsorted(marks, all_)
    after = np.abs(marks[np.minimum(place, len(marks) - 1)] - all_)
    before = np.abs(marks[np.maximum(place - 1, 0)] - all_)
    return int((np.minimum(after, before) <= reach).sum())


def _stretches(chain: Sequence[Meeting], gap: float) -> tuple[tuple[float, float, float, float], ...]:
    """A chain that rises in both clips, cut where either leaves out more than `gap` seconds."""
    parts: list[list[Meeting]] = []
    for one in chain:
        if parts and one.at - parts[-1][-1].at <= gap and one.t - parts[-1][-1].t <= gap:
            parts[-1].append(one)
        else:
            parts.append([one])
    return tuple((part[0].at, part[-1].at, part[0].t, part[-1].t) for part in parts[:STRETCHES])


def _run(times: list[float], gap: float) -> float:
    """The longest stretch of rising times without a gap larger than this."""
    longest, start, last = 0.0, None, 0.0
    for time in times:
        start = time if start is None or time - last > gap else start
        last = time
        longest = max(longest, last - start)
    return longest
