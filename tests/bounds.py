"""What `make proof` holds the figures of the benches against: one table, and a line for each figure. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portal.bench.hashing import GOALS, SIZES


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure of a report: what it is, the keys that lead to it, and the least or the most that it may be.

    A list counts as its length. `long`: only a long run can reach it, so a short one does not judge it.
    """

    what: str
    keys: tuple[str, ...]
    least: float | None = None
    most: float | None = None
    unit: str = ""
    long: bool = False

    @property
    def words(self) -> str:
        """The bound for reading."""
        both = (("at least", self.least), ("at most", self.most))
        return " and ".join(f"{which} {limit:,.10g}{self.unit}" for which, limit in both if limit is not None)

    def holds(self, value: float) -> bool:
        """Whether a figure keeps the bound."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


def _hashing() -> Iterator[Bound]:
    bits = {"reference": 0, "luma": 2, "fast": 4}
    for at, size in enumerate(SIZES):
        for path, goals in GOALS.items():
            yield Bound(f"{size}, {path}: times as fast as the stock path", (size, path, "times"), least=goals[at])
            yield Bound(f"{size}, {path}: bits off", (size, path, "bits"), most=bits[path])


_SAME = (
    Bound("planted neighbours found", ("recall",), least=1),
    Bound("found and not planted", ("not_planted",), most=0),
    Bound("answers equal to a look at every value", ("equal_to_plain_scan",), least=1),
)
_FLAT, _INDEX = "faiss IndexBinaryFlat", "threatexchange PDQIndex"
BOUNDS: dict[str, tuple[Bound, ...]] = {
    "demo": (
        Bound("copies of group now missed", ("missed",), most=0),
        Bound("copies of group later missed", ("missed_later",), most=0),
        Bound("false finds", ("false",), most=0),
        Bound("a warm `make demo ONCE=1`", ("seconds",), most=60, unit=" s"),
    ),
    "desk": (
        Bound("search term to the first package, 20 providers", ("first",), most=30, unit=" s"),
        Bound("safe link of a report to its package, beside a crawl", ("link",), most=15, unit=" s"),
    ),
    "fifty": (Bound("match to a complete package on the desk, p95 of 50 at once", ("p95",), most=10, unit=" s"),),
    "pictures": (Bound("sides from which a picture was planted", ("sides",), least=25),),
    "officer": (
        Bound("decisions", ("decisions",), least=30),
        Bound("software's share of a decision, 95 of 100", ("p95",), most=10, unit=" s"),
        Bound("keys from the queue to an approval", ("keys",), most=4),
    ),
    "known": (
        Bound("known answers met", ("known",), least=50),
        Bound("wrong matches among them", ("wrong",), least=30),
        Bound("known answers decided rightly", ("caught",), least=98, unit=" %"),
        Bound("wrong matches caught", ("stopped",), least=98, unit=" %"),
        Bound("right ordinary packages beside them", ("ordinary",), least=30),
        Bound("software's share of a decision, 95 of 100", ("p95",), most=10, unit=" s"),
        Bound("keys to an approval, the opening included", ("keys",), most=4),
    ),
    "kills": (
        Bound("runs with every page handled and every find once", ("whole",), least=3),
        Bound("requests of an address, at the most", ("most",), most=2),
    ),
    "hashing": tuple(_hashing()),
    "matching": (
        *_SAME,
        Bound("single question, times as fast as threatexchange", ("peers", _INDEX, "times_slower"), least=25),
        Bound("batch, times as fast as faiss' flat search", ("peers", _FLAT, "times_slower"), least=40),
    ),
    "ten million": (
        *_SAME,
        Bound("single question, median", ("single_ms_p50",), most=0.5, unit=" ms"),
        Bound("bytes a value", ("index_bytes_a_value",), most=130),
        Bound("open", ("open_s",), most=1, unit=" s"),
        Bound("added to found in one process", ("added_to_found_ms",), most=5000, unit=" ms"),
    ),
    "exactness": (
        Bound("cases", ("cases",), least=1_000_000, long=True),
        Bound("missed", ("missed",), most=0),
        Bound("found and not there", ("extra",), most=0),
    ),
    "crawl": (
        Bound("sites of 50 media a day", ("sites_of_50_media_a_day",), least=20_000, long=True),
        Bound("share of Scrapy that only downloads", ("share_of_scrapy",), least=0.35, long=True),
    ),
    "robustness": (
        Bound("mean recall of alterations", ("recall, mean of alterations",), least=0.94),
        Bound("groups under 0.75", ("groups under the floor",), most=0),
        Bound("alterations", ("recall of alterations",), least=70),
        Bound("false matches", ("false matches", "count"), most=0),
        Bound("pairs", ("false matches", "pairs"), least=2_000_000, long=True),
    ),
    "clips": (
        Bound("clips", ("clips",), least=10, long=True),
        Bound("recall", ("recall",), least=0.9),
        Bound("false matches", ("false matches",), most=0),
    ),
    "fuzz": (
        Bound("damaged files", ("files",), least=20_000, long=True),
        Bound("crashes, late answers, too much memory", ("wrong",), most=0),
    ),
    "reference": (
        Bound("checks against the authors' files passed", ("passed",), least=1),
        Bound("failed", ("failed",), most=0),
        Bound("left out", ("skipped",), most=0),
    ),
}


def found(report: Mapping[str, Any], keys: Iterable[str]) -> float | str:
    """The figure that keys lead to; words, if the report says why there is none."""
    value: Any = report
    for key in keys:
        if not isinstance(value, Mapping):
            return str(value)
        value = value.get(key, "not in the report")
    if isinstance(value, list | dict):
        return float(len(value))
    return float(value) if isinstance(value, bool | int | float) else str(value)


def judged(bound: Bound, report: Mapping[str, Any], *, long: bool) -> str:
    """One line: figure, bound, and whether it is met."""
    value = found(report, bound.keys)
    if isinstance(value, str):
        return f"  - {bound.what}: not measured ({value}); bound {bound.words}."
    told = f"  - {bound.what}: {value:,.10g}{bound.unit}; bound {bound.words}: "
    if bound.long and not long and not bound.holds(value):
        return told + "a short run, not judged (--long)."
    return told + ("met." if bound.holds(value) else "**NOT met**.")


def lines(name: str, report: Mapping[str, Any], *, long: bool) -> list[str]:
    """Every bound of a section."""
    return [judged(bound, report, long=long) for bound in BOUNDS[name]]
