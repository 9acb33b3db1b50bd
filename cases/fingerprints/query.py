"""What one found file is asked with: digests of its bytes, hashes of its frames in several views, patches, sound.

These are the values that the decoder's sandbox answers with and that `matching.Registry.find` takes. Nothing of it is
kept unless it matches, or its source is one whose media are remembered (HARMS 20).
"""

from dataclasses import dataclass

from cases.fingerprints.pdq import Pdq

WHOLE = "whole"  # the part of a View that is the frame as it is
TRIMMED = "trimmed"  # inside its plain borders, bars or the frame of a phone
# The whole as other programs show it: with what is hidden under transparency, on a white page, 16 bits cut off at 255.
OPAQUE, ON_WHITE, CUT_OFF = READINGS = ("opaque", "on white", "cut off")


@dataclass(frozen=True, slots=True)
class View:
    """One part of a frame and its eight hashes in the order of pdq.TURNS; all have one quality."""

    part: str
    turns: tuple[Pdq, ...]


@dataclass(frozen=True, slots=True)
class QueryPatch:
    """One patch of a frame: its hash, the number of the spot that it shows, and where it lies.

    Patches that overlap for the most part (one point with two directions, one thing at two scales) share a spot, so that
    they count once. `place`: x, y and side, in roots of the frame's area. `own`: it tells the frame from others (it is
    no letter or sign of two shades), and was found at the frame's usual size. `drawn`: it has even shades, as
    letters, signs and buttons have and what a camera sees has not.
    """

    bits: bytes
    spot: int
    place: tuple[float, float, float] = (0.0, 0.0, 0.0)
    own: bool = False
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture, or one sampled frame: seconds from the start, its views (the whole first), its patches if asked for."""

    t: float
    views: tuple[View, ...]
    patches: tuple[QueryPatch, ...] = ()

    @property
    def turns(self) -> tuple[Pdq, ...]:
        """The eight hashes of the whole."""
        return self.views[0].turns

    @property
    def trimmed(self) -> tuple[Pdq, ...] | None:
        """The eight hashes of what is inside its borders, if it has any."""
        return next((view.turns for view in self.views if view.part == TRIMMED), None)


@dataclass(frozen=True, slots=True)
class Second:
    """One second of a file's sound: seconds from the start at which it begins, and its 256 bits (sound.py)."""

    t: float
    bits: bytes


@dataclass(frozen=True, slots=True)
class Query:
    """One file. `sound`: seconds of its sound that overlap, as sound.asked gives them; empty if nobody asks for them."""

    sha256: str
    md5: str = ""
    samples: tuple[Sample, ...] = ()
    sound: tuple[Second, ...] = ()
