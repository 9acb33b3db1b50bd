"""The plain bars around a clip: those of the clip and not of one frame, so that a dark scene is not cut to pieces.

A line of a frame is plain while nearly all of it has the brightness of the frame's edge. Bars are what most of the last
frames agree on; a subtitle that is written on a bar now and then does not hide it.
"""

from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 12  # of 255
PLAIN = 0.99  # share of a line
FRAMES = 9  # that have a say
MOST = 0.4  # share of them that may see less of a bar
SMALLEST = 32  # px that must be left of each side
SMALLEST_SHARE = 0.25

Box = tuple[int, int, int, int]  # top, bottom, left, right in px; bottom and right lie outside


@dataclass(slots=True)
class Bars:
    """What the last frames of a clip say about its bars; frames of another size start afresh."""

    size: tuple[int, int] = (0, 0)
    seen: deque[Box] = field(default_factory=lambda: deque(maxlen=FRAMES))

    def add(self, luma: NDArray[np.uint8]) -> None:
        """Look at one more frame."""
        if luma.shape != self.size:
            self.size = (luma.shape[0], luma.shape[1])
            self.seen.clear()
        self.seen.append(edges(luma))

    def box(self) -> Box | None:
        """What lies inside the bars, or None if there are none, or too little is left."""
        if not self.seen:
            return None
        height, width = self.size
        table = np.sort(np.array(self.seen), axis=0)
        few = int(MOST * (len(table) - 1))
        top, bottom = int(table[few, 0]), height - int(table[few, 1])
        left, right = int(table[few, 2]), width - int(table[few, 3])
        kept = (bottom - top, right - left)
        if kept == (height, width) or min(kept) < SMALLEST:
            return None
        if kept[0] < SMALLEST_SHARE * height or kept[1] < SMALLEST_SHARE * width:
            return None
        return top, bottom, left, right


def edges(luma: NDArray[np.uint8]) -> Box:
    """How many px of plain bars a frame has at its top, bottom, left and right; bars inside bars count together."""
    height, width = luma.shape
    top, bottom = _plain(luma), _plain(luma[::-1])
    if top + bottom >= height:  # all of it is plain
        return 0, 0, 0, 0
    middle = luma[top : height - bottom].T
    left, right = _plain(middle), _plain(middle[::-1])
    if left + right >= width:
        return top, bottom, 0, 0
    if (left or right) and not (top and bottom):
        inner = luma[:, left : width - right]
        top, bottom = max(top, _plain(inner)), max(bottom, _plain(inner[::-1]))
    return top, bottom, left, right


def _plain(lines: NDArray[np.uint8]) -> int:
    """How many lines from the first on are plain and of one brightness; one more if any, as edges are blurred."""
    colour = int(np.median(lines[0]))
    count = 0
    for start in range(0, len(lines), 32):
        block = lines[start : start + 32].astype(np.int16)
        off = (np.abs(block - colour) > TOLERANCE).mean(axis=1) > 1 - PLAIN
        if off.any():
            count += int(off.argmax())
            break
        count += len(off)
    return min(count + 1, len(lines)) if count else 0
