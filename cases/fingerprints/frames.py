"""Hashes of a video: frames sampled by their time stamps, each hashed as a still picture.

This is the idea of vPDQ (facebook/ThreatExchange, vpdq/): time stamps and not frame numbers, so that a clip with
another frame rate gives the same samples. A clip is registered densely (`register`) and a found one asked for sparsely
(`clip`): whatever piece of a registered clip is found, at whatever speed, each of its samples then meets a value.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cases.fingerprints import content, footage, pdq, prepare
from cases.fingerprints.bars import Bars, Box
from cases.fingerprints.footage import MAX_PIXELS, Footage, Luma, container
from cases.fingerprints.parts import INNER
from cases.fingerprints.plane import LONGEST, Plane, Rectangle
from cases.fingerprints.query import TRIMMED, WHOLE, Sample, View

__all__ = ["MAX_PIXELS", "Clip", "clip", "container", "register"]

MAX_DECODED = 20_000  # frames; 11 minutes at 30 a second
SHORT_RATE = 4.0  # frames a second of a clip of a few seconds
FEWEST = 20  # samples that a clip should have, if SHORT_RATE allows
LEAD = 4  # samples that wait until the bars are known
SKIPPING = 12.0  # frames a second from which on frames that no other needs may be left out

REGISTER_RATE = 5.0  # frames a second
MAX_REGISTERED = 1500
FOLD = 6  # bits up to which a frame is the one before once more
BEAT = 1.0  # s after which it is registered all the same, so that a piece of a still scene has values
FLOOR = 50  # quality below which a hash is noise
CUT = 24.0  # of 255, mean over a coarse grid, from one frame to the next: a new shot
SAME = 0.5  # the same from the last registered frame: nothing has moved


@dataclass(frozen=True, slots=True)
class Clip:
    """A sampled video. `complete` is False if a limit ended or thinned the sampling before the video ended."""

    width: int
    height: int
    seconds: float | None
    complete: bool
    samples: tuple[Sample, ...]


def never() -> bool:
    """No limit."""
    return False


def clip(
    data: bytes,
    *,
    rate: float = 1.0,
    max_frames: int = 300,
    max_pixels: int = MAX_PIXELS,
    max_decoded: int = MAX_DECODED,
    stop: Callable[[], bool] = never,
    hurry: Callable[[], bool] = never,
) -> Clip:
    """What a found video is asked with: `rate` frames a second, up to 4 of a short one, each new shot; at most `max_frames`.

    They are spread over the whole video if it is longer than that. `stop` is asked before each frame is hashed; from
    when `hurry` says so only key frames are decoded. Raises prepare.Undecodable if not even one frame can be read.
    """
    with footage.opened(data, max_pixels) as film:
        return _Asked(film, rate, max_frames, max_decoded).run(stop, hurry)


def register(
    data: bytes, *, rate: float = REGISTER_RATE, max_frames: int = MAX_REGISTERED, max_pixels: int = MAX_PIXELS
) -> Clip:
    """What a video is registered with: each new shot, else `rate` frames a second; frames alike are folded to one a second.

    By the reference path, of quality 50 or more; whole and, where the clip has bars, also inside them. The longer the clip, the fewer frames a second, so that it has `max_frames` at most. A clip that has no
    frame of that quality keeps its best one. Raises prepare.Undecodable.
    """
    with footage.opened(data, max_pixels) as film:
        return _Registered(film, rate, max_frames).run()


@dataclass(slots=True)
class _Waiting:
    """A frame that is to be hashed once the bars are known."""

    t: float
    luma: Luma


class _Asked:
    """Sampling for a question."""

    def __init__(self, film: Footage, rate: float, max_frames: int, max_decoded: int) -> None:
        self.film, self.rate, self.max_frames, self.max_decoded = film, rate, max_frames, max_decoded
        self.bars = Bars()
        self.waiting: list[_Waiting] = []
        self.samples: list[Sample] = []
        self.size = (0, 0)
        self.stretch = 1.0  # doubles whenever there are too many samples

    def run(self, stop: Callable[[], bool], hurry: Callable[[], bool]) -> Clip:
        due, last, t, complete, hurried = 0.0, 0.0, 0.0, True, False
        before: NDArray[np.int16] | None = None
        if self._step(0.0) > 2 / self.film.rate and self.film.rate >= SKIPPING:
            self.film.skip("NONREF")
        for decoded, (t, frame) in enumerate(self.film.frames(), start=1):
            if decoded >= self.max_decoded or (self.size[0] and stop()):
                complete = False
                break
            if not hurried and hurry():
                hurried, complete = True, False
                self.film.skip("NONKEY")
            coarse = self.film.coarse(frame)
            cut = before is not None and t >= last + 1 / SHORT_RATE and float(np.abs(coarse - before).mean()) > CUT
            before = coarse
            if t < due - 1e-3 and not cut:
                continue
            self._take(t, self.film.luma(frame))
            last, due = t, t + self._step(t) if cut else max(due + self._step(t), t)
        self._flush()
        if not self.samples:
            raise prepare.Undecodable("truncated")
        return Clip(*self.size, self.film.seconds or (t or None), complete, tuple(self.samples))

    def _step(self, t: float) -> float:
        """Seconds to the next sample: a twentieth of the clip, or of what has been seen, between 1/4 s and 1/rate."""
        seconds = self.film.seconds
        least = min(1 / SHORT_RATE, 1 / self.rate)
        step = min(1 / self.rate, max(least, (t if seconds is None else seconds) / FEWEST))
        return max(step, (seconds or 0.0) / self.max_frames) * self.stretch

    def _take(self, t: float, luma: Luma) -> None:
        if not self.size[0]:
            self.size = (luma.shape[1], luma.shape[0])
        self.bars.add(luma)
        self.waiting.append(_Waiting(t, luma))
        if self.samples or len(self.waiting) > LEAD:
            self._flush()
        if len(self.samples) >= self.max_frames:
            self.samples = self.samples[::2]
            self.stretch *= 2

    def _flush(self) -> None:
        """Hash what waits, all inside the same bars."""
        box = self.bars.box()
        self.samples += [Sample(round(one.t, 3), looks(one.luma, box)) for one in self.waiting]
        self.waiting.clear()


class _Registered:
    """Sampling for the registry."""

    def __init__(self, film: Footage, rate: float, max_frames: int) -> None:
        self.film, self.max_frames = film, max_frames
        self.bars = Bars()
        self.kept: list[Sample] = []
        self.best: Sample | None = None
        self.step, self.beat = 1 / rate, BEAT
        self.grid: NDArray[np.int16] | None = None

    def run(self) -> Clip:
        size, t, due, before = (0, 0), 0.0, 0.0, None
        for t, frame in self.film.frames():
            coarse = self.film.coarse(frame)
            cut = before is not None and float(np.abs(coarse - before).mean()) > CUT
            before = coarse
            if t < due - 1e-3 and not cut:
                continue
            due = max(due + self.step, t) if not cut else t + self.step
            luma = self.film.luma(frame)
            size = size if size[0] else (luma.shape[1], luma.shape[0])
            self.bars.add(luma)
            self._take(t, coarse, frame)
        samples = self.kept or ([self.best] if self.best else [])
        if not samples:
            raise prepare.Undecodable("truncated")
        return Clip(*size, self.film.seconds or (t or None), True, tuple(samples))

    def _take(self, t: float, coarse: NDArray[np.int16], frame: Any) -> None:
        """Keep a frame unless it is the last one once more."""
        late = not self.kept or t - self.kept[-1].t >= self.beat - 1e-3
        still = self.grid is not None and float(np.abs(coarse - self.grid).mean()) <= SAME
        if still and not late:
            return
        rgb = self.film.colours(frame)
        turns = pdq.dihedral_rgb(rgb)
        sample = Sample(round(t, 3), (View(WHOLE, turns),))
        if self.best is None or turns[0].quality > self.best.turns[0].quality:
            self.best = sample
        if turns[0].quality < FLOOR:
            return
        if not late and pdq.distance(turns[0].bits, self.kept[-1].turns[0].bits) <= FOLD:
            return
        self.grid = coarse
        self.kept.append(replace(sample, views=sample.views + self._inside(rgb)))
        if sum(len(one.views) for one in self.kept) >= self.max_frames:
            self.kept = self.kept[::2]
            self.step, self.beat = self.step * 2, self.beat * 2

    def _inside(self, rgb: prepare.Pixels) -> tuple[View, ...]:
        if (box := self.bars.box()) is None:
            return ()
        top, bottom, left, right = box
        turns = pdq.dihedral_rgb(np.ascontiguousarray(rgb[top:bottom, left:right]))
        return (View(TRIMMED, turns),) if turns[0].quality >= FLOOR else ()


def looks(luma: Luma, box: Box | None) -> tuple[View, ...]:
    """The parts of a frame that are compared: the whole, what is inside the clip's bars, and guesses of a filmed screen."""
    image = Image.fromarray(luma)
    factor = max(1, max(image.size) // LONGEST)
    dots = np.asarray(image if factor == 1 else image.reduce(factor)).astype(np.float32)
    plane = Plane(dots, factor, image.width, image.height)
    found = [View(WHOLE, plane.hashes(plane.whole))]
    if box is not None:
        top, bottom, left, right = box
        found.append(View(TRIMMED, plane.hashes(Rectangle(left, top, right, bottom))))
    for name, guess in zip(INNER, content.boxes(dots), strict=False):
        right, bottom = min(guess.right * factor, plane.width), min(guess.bottom * factor, plane.height)
        found.append(View(name, plane.hashes(Rectangle(guess.left * factor, guess.top * factor, right, bottom))))
    return tuple(view for at, view in enumerate(found) if not at or view.turns[0].quality >= FLOOR)
