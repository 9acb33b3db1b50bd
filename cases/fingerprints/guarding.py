"""Words and rules of the guards around registrations: what is refused, held, doubted and slowed. HARMS 17, 18, 21."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from cases.fingerprints.bands import Band

HIGHEST_BAR = 3
LIKELY_AT_1 = 20  # bits of 256; at bar 1 a farther copy is a hint only, unless enough patches agree
PATCHES_AT_1 = 3
NEAREST_AT_2 = 10  # bits; at bar 2 only copies this near count at all
WRONG_PATCH = 2  # rejected finds that one patch may carry before it leaves the matcher
COMMON_CASES = 3  # a patch that registrations of so many cases share is common
COMMON_BITS = 10  # patches that differ in at most so many bits of 256 show the same
SAME_PICTURE = 4  # registrations that share more patches than this show one picture, which makes none of them common
FREEZE_SECONDS = 3600

NEIGHBOUR = (0, 64)  # bits; values that differ in more than the first and at most the second are neighbours
SERIES_SECONDS = 3600
SLOW_AT, REFUSE_AT = 40, 120  # registrations with a neighbour in that time
SLOW_SECONDS, REFUSE_SECONDS = 600, 86_400


class Category(StrEnum):
    """Why a value stands in the negative bank."""

    NEWS = "news"
    STOCK = "stock"
    APP_SCREEN = "app_screen"
    MEME = "meme"
    LOGO = "logo"
    ART = "art"
    DISPUTE = "dispute"  # an earlier dispute that was upheld


class Why(StrEnum):
    """Why a registration is held and waits for two people."""

    LISTED = "listed"  # it looks like something that is published widely
    FROZEN = "frozen"  # suddenly it matched almost everywhere
    DOUBTED = "doubted"  # too many finds of it were wrong


class Word(StrEnum):
    """What a person says about a held registration."""

    RELEASE = "release"
    WITHDRAW = "withdraw"


class Pace(StrEnum):
    """What happens to somebody who registers series of neighbouring values."""

    SLOWED = "slowed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a bar looks at: how a find and its registration agree."""

    exact: bool
    distance: int
    patches: int


def barred(bar: int, band: Band, like: Likeness) -> Band | None:
    """The band that is left of a find when its registration was wrong before; None: it is not recorded at all.

    bar 1: never certain, and likely only within LIKELY_AT_1 bits or with PATCHES_AT_1 patches. bar 2: only the same file,
    or within NEAREST_AT_2 bits, and never certain. bar 3: nothing; the registration waits for two people.
    """
    if bar <= 0:
        return band
    if bar >= HIGHEST_BAR:
        return None
    if bar == 2 and not (like.exact or like.distance <= NEAREST_AT_2):
        return None
    sure = like.exact or like.distance <= LIKELY_AT_1 or like.patches >= PATCHES_AT_1
    return Band.LIKELY if band in {Band.CERTAIN, Band.LIKELY} and sure else Band.POSSIBLE


def hosts(addresses: Iterable[str]) -> set[str]:
    """The hosts of addresses, without port and without `www.`; an address that cannot be read counts as one of its own."""
    found = set()
    for address in addresses:
        try:
            name = (urlsplit(address).hostname or address).removeprefix("www.")
        except ValueError:
            name = address
        found.add(name)
    return found


def spreading(addresses: Iterable[str], *, most_hosts: int, most_pages: int) -> bool:
    """Whether finds of one registration lie on more hosts, or on more pages, than a private picture's copies would."""
    pages = set(addresses)
    return len(pages) > most_pages or len(hosts(pages)) > most_hosts


def pace(neighbours: int) -> Pace | None:
    """What so many registrations with a neighbour within an hour lead to."""
    if neighbours >= REFUSE_AT:
        return Pace.REFUSED
    return Pace.SLOWED if neighbours >= SLOW_AT else None


def likeness(hit: Any) -> Likeness:
    """What a bar looks at, of a hit; one by details or sound alone has no hash of the whole that could be near."""
    return Likeness(bool(hit.exact), int(hit.distance) if hit.difference else 256, int(hit.patches))
