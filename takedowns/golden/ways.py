"""How the copy and the registration of a known item agree: figures as the matcher gives them, inside its own limits.

Those of right items have the ranges of altered copies that the matcher found (recompressed, cropped, filmed, written over; of
benign photographs). Those of wrong ones are what is left for chance and for what many files share: close to what may just
differ, a piece, a few details of a word or logo drawn over both, the first moments of a clip, a song. So far the matcher gave too few
wrong finds to have their ranges; an agency's own rejected finds are used besides (selectors.earlier).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """By what it was recognised, as the columns of a find. `compared`: there is a grid of differing bits."""

    band: str
    method: str
    distance: int
    quality: int
    compared: bool = True
    part: str = "whole"
    exact: bool = False
    trimmed: bool = False
    turn: int = 0
    patches: int = 0
    frames: int = 0
    seconds: int = 0
    share: int = 0
    stretches: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """One kind of agreement: from and to of every figure."""

    band: str
    method: str
    distance: Range = (0, 0)
    quality: Range = (100, 100)
    compared: bool = True
    parts: tuple[str, ...] = ("whole",)
    turns: tuple[int, ...] = (0,)
    patches: Range = (0, 0)
    frames: Range = (0, 0)
    seconds: Range = (0, 0)
    share: Range = (0, 0)
    media: str = "image"
    few = 4  # frames; not more than these are moments apart

    def drawn(self, chance: Random) -> Figures:
        """One set of figures of this kind."""
        part = chance.choice(self.parts)
        distance, quality, patches, frames, seconds, share = (
            chance.randint(*each)
            for each in (self.distance, self.quality, self.patches, self.frames, self.seconds, self.share)
        )
        return Figures(
            self.band, self.method, distance, quality, self.compared, part, exact=self.method == "exact",
            trimmed=part == "trimmed", turn=chance.choice(self.turns), patches=patches, frames=frames, seconds=seconds,
            share=share, stretches=tuple(self._stretches(chance, frames)),
        )  # fmt: skip

    def _stretches(self, chance: Random, frames: int) -> Iterator[int]:
        """Where a clip with so many frames that agree agrees: one piece, or a moment here and there where few do."""
        if not frames:
            return
        pieces = 1 if frames > self.few else frames
        for number in range(pieces):
            registered, found = (1000 * (60 * number + chance.randint(0, 40)) for _ in range(2))
            lasting = 0 if pieces > 1 else round(1000 * frames * chance.uniform(0.6, 1.4))
            yield from (registered, registered + lasting, found, found + lasting)


# Of right ones.
FILE = Way("certain", "exact", quality=(82, 100))
NEAR = Way("certain", "patches", (1, 10), (84, 100), patches=(9, 43), turns=(0, 0, 5), parts=("whole", "trimmed"))
CROPPED = Way("likely", "patches", (14, 36), compared=False, patches=(9, 40))
WRITTEN_OVER = Way("likely", "patches", (13, 23), (70, 100), patches=(10, 38))
BLURRED = Way("likely", "pdq", (3, 9), (82, 100), parts=("whole", "trimmed"))
CLIP = Way("certain", "frames", (2, 9), (80, 98), frames=(18, 40), seconds=(12, 18), share=(35, 100), media="video")
CUT = Way("likely", "frames", (4, 14), (76, 96), frames=(7, 20), share=(15, 60), media="video")

# Of wrong ones: little agrees.
EDGE = Way("likely", "pdq", (26, 31), (65, 82), turns=(0, 0, 0, 2, 5))
SMOOTH = Way("likely", "pdq", (19, 24), (50, 64), parts=("whole", "trimmed"))
PIECE = Way("likely", "pdq", (20, 27), (65, 78), parts=("2x2:0,1", "1x2:0,0", "2x1:1,0"))
FEW = Way("likely", "patches", (18, 36), compared=False, patches=(2, 5))
MOMENTS = Way("likely", "frames", (6, 20), (66, 88), frames=(2, 4), share=(1, 6), media="video")
SONG = Way("likely", "sound", (20, 36), compared=False, seconds=(5, 9), media="video")

# Of wrong ones: much agrees all the same, and only the page tells.
SAME_WORDS = Way("likely", "patches", (14, 30), compared=False, patches=(8, 14))  # the same large letters over both
SAME_PLACE = Way("likely", "pdq", (12, 19), (70, 92))  # another picture of what everybody photographs
SAME_SHOW = Way("likely", "frames", (6, 16), (72, 92), frames=(6, 12), share=(12, 30), media="video")
