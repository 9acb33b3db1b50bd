"""Which sites belong together, and which candidate is worth looking at first. Pure."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import TypeVar
from urllib.parse import urlsplit

from cases.detection.traces import LAST_NAMES, Traces, alike

T = TypeVar("T", bound=Hashable)
SAME_TEMPLATE, SAME_PATHS = 0.7, 0.5  # likeness of two sketches
LEAST_TEMPLATE, LEAST_PATHS = 16, 6  # shingles and paths below which an agreement says nothing


class Tie(StrEnum):
    """What two sites have in common; all but the last two are enough to put them together."""

    CERTIFICATE = "certificate"
    NAMED = "named"  # the certificate of one is made out for the other
    COUNTED = "counted"
    TEMPLATE = "template"
    MEDIA = "media"
    TITLE = "title"
    ADDRESS = "address"  # a shared server holds many strangers: a hint only


STRONG = frozenset({Tie.CERTIFICATE, Tie.NAMED, Tie.COUNTED, Tie.TEMPLATE})
WEIGHTS = {
    Tie.CERTIFICATE: 30,
    Tie.NAMED: 25,
    Tie.COUNTED: 25,
    Tie.TEMPLATE: 15,
    Tie.MEDIA: 20,
    Tie.TITLE: 5,
    Tie.ADDRESS: 3,
}
FINDS, LINKS, MOST_FINDS, MOST_LINKS, ABUSE, TOGETHER = 20, 1, 10, 20, 40, 2


def _covers(names: Sequence[str], host: str) -> bool:
    plain = host.partition(":")[0]
    parent = plain.partition(".")[2]
    return any(name == plain or (name.startswith("*.") and name[2:] in {plain, parent}) for name in names)


def _named(one: Traces, other: Traces) -> bool:
    pairs = ((one, other), (other, one))
    return any(
        0 < len(a.names) <= LAST_NAMES and bool(b.host) and a.host != b.host and _covers(a.names, b.host)
        for a, b in pairs
    )


def ties(one: Traces, other: Traces) -> frozenset[Tie]:
    """What two sites have in common. A template needs enough elements, a certificate few names."""
    small = len(one.names) <= LAST_NAMES and len(other.names) <= LAST_NAMES
    shaped = min(len(one.template), len(other.template)) >= LEAST_TEMPLATE
    shown = min(len(one.paths), len(other.paths)) >= LEAST_PATHS
    same = {
        Tie.CERTIFICATE: small and bool(one.certificate) and one.certificate == other.certificate,
        Tie.NAMED: _named(one, other),
        Tie.COUNTED: bool(set(one.counted) & set(other.counted)),
        Tie.TEMPLATE: shaped and alike(one.template, other.template) >= SAME_TEMPLATE,
        Tie.MEDIA: shown and alike(one.paths, other.paths) >= SAME_PATHS,
        Tie.TITLE: len(one.title) > 5 and one.title == other.title,
        Tie.ADDRESS: bool(one.ip) and one.ip == other.ip,
    }
    return frozenset(tie for tie, holds in same.items() if holds)


def together(found: frozenset[Tie]) -> bool:
    """Whether ties are enough to say that two sites are of one hand."""
    return bool(found & STRONG)


def mirror(found: frozenset[Tie]) -> bool:
    """Whether one site shows what the other shows: the same template and the same media paths, or title and certificate."""
    return (
        {Tie.TEMPLATE, Tie.MEDIA} <= found or {Tie.TITLE, Tie.MEDIA} <= found or {Tie.TITLE, Tie.CERTIFICATE} <= found
    )


def clusters(sites: Mapping[T, Traces]) -> list[list[T]]:
    """Groups of sites of one hand (strong ties, followed through), largest first; a site alone is a group of one."""
    parent = {name: name for name in sites}

    def root(name: T) -> T:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for one, other in combinations(sites, 2):
        if root(one) != root(other) and together(ties(sites[one], sites[other])):
            parent[root(other)] = root(one)
    groups: dict[T, list[T]] = defaultdict(list)
    for name in sites:
        groups[root(name)].append(name)
    return sorted(groups.values(), key=len, reverse=True)


@dataclass(frozen=True, slots=True)
class Known:
    """A site that is watched already. `abusive`: on the abuse list; `name`: what the officer calls it."""

    number: int
    name: str
    traces: Traces
    abusive: bool = False


@dataclass(frozen=True, slots=True)
class Rank:
    """How a candidate stands. `like`: known sites with what they have in common; `group`: other candidates of the same hand."""

    score: int
    finds: int
    links: int
    like: tuple[tuple[Known, frozenset[Tie]], ...] = ()
    group: int = 0
    mirror_of: Known | None = None


def rank(site: Traces, *, finds: int, links: int, known: Iterable[Known], group: int) -> Rank:
    """The place of one candidate: links from finds count most, then abuse-listed sites of the same hand, then other ties."""
    like = sorted(
        ((one, found) for one in known if (found := ties(site, one.traces))),
        key=lambda pair: (not pair[0].abusive, -sum(WEIGHTS[tie] for tie in pair[1]), pair[0].number),
    )
    score = FINDS * min(finds, MOST_FINDS) + LINKS * min(links, MOST_LINKS) + TOGETHER * min(group, 10)
    if like:
        score += max(sum(WEIGHTS[tie] for tie in found) for _one, found in like)
        score += ABUSE * any(one.abusive and together(found) for one, found in like)
    mirrored = next((one for one, found in like if mirror(found)), None)
    return Rank(score, finds, links, tuple(like[:5]), group, mirrored)


def mirrored(pages: Iterable[tuple[T, str, str]]) -> list[list[T]]:
    """Groups of pages that are one page under several hosts: (what, address, digest of the medium) with the same path and medium.

    A path of the root alone says nothing.
    """
    groups: dict[tuple[str, str], dict[str, T]] = defaultdict(dict)
    for what, address, digest in pages:
        try:
            parts = urlsplit(address)
        except ValueError:
            continue
        place = f"{parts.path.rstrip('/')}?{parts.query}"
        if len(place) > 2 and digest:
            groups[place, digest].setdefault(parts.netloc.removeprefix("www."), what)
    return [list(found.values()) for found in groups.values() if len(found) > 1]
