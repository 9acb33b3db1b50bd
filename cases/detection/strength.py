"""Which of two recognitions says more, and which files are one: figures only."""

from typing import Protocol

from cases.fingerprints.bands import PORTAL, Band, Kind

BITS = 256
ORDER = [band.value for band in Band]
NEAR = PORTAL.picture.certain_distance  # bits of 256: so near are two copies of one file that was stored twice


class Recognition(Protocol):
    """What a find or one of its copies rests on; distances in bits of 256."""

    band: str
    exact: bool
    distance: int
    patches: int
    frames: int
    difference: str
    method: str
    seconds: int


def strength(one: Recognition) -> tuple[int, bool, int, int, int]:
    """What orders recognitions: the band first, then the same file, then near hashes, details, frames. More is stronger."""
    near = BITS - one.distance if one.difference else 0
    return -ORDER.index(one.band), one.exact, near, one.patches, one.frames


def surer(one: Recognition, than: Recognition) -> bool:
    """Whether one says so much more that people should know: a better band, or the file itself."""
    return strength(one)[:2] > strength(than)[:2]


def apart(one: str, other: str) -> int | None:
    """Bits by which two copies differ, from the differences of both to the same registered hash; None if that is unknown.

    Both were compared with one value, so what they differ from each other is what their differences differ.
    """
    if len(one) != BITS // 4 or len(other) != BITS // 4:
        return None
    try:
        return (int(one, 16) ^ int(other, 16)).bit_count()
    except ValueError:
        return None


def comparable(one: Recognition) -> bool:
    """Whether its difference is that of two pictures: the best pair of frames of two clips may be another pair each time."""
    return bool(one.difference) and one.method in {Kind.PDQ, Kind.EXACT} and one.frames == 0
