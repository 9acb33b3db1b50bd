"""Compare two folders of files with each other, as the crawl compares what it finds with the registry.

A candidate is looked at quickly first, and again with full effort only if that shows nothing, or no more than two
details. For operators who want to know what the matcher recognises. Everything is in memory, there is no database, no audit line
and no registration. Files of the second folder are decoded in the sandbox, as strangers' files are.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from cases.detection.adapters.decoder import Decoded, DecodeFailure, DecodeLimits, Decoder
from cases.fingerprints import base, describe, digest, mih, rows
from cases.fingerprints.bands import Band, Kind
from cases.fingerprints.hits import Hit, told
from cases.fingerprints.matching import Registry
from cases.fingerprints.parts import Effort
from cases.fingerprints.prepare import Undecodable
from cases.fingerprints.stored import StoredValues
from cases.fingerprints.values import MemoryValues, Values, columns

MAX_BYTES = 1_000_000_000
LIMITS = DecodeLimits(
    max_bytes=MAX_BYTES, cpu_seconds=120.0, wall_seconds=240.0, sound_seconds=3600.0, patches=True, effort=Effort.FULL
)  # fmt: skip
QUICK = replace(LIMITS, effort=Effort.QUICK)
ENOUGH = 3  # details that settle what a picture shows
PLAIN = 2_000  # values up to which a look at every one is quicker than building tables
CHUNK = 4  # files handed to a process at a time


@dataclass(frozen=True, slots=True)
class Line:
    """What one candidate shows: the original with the highest score, or None, or why the file could not be read.

    `distance`: bits of 256 of the best pair of hashes; `ms`: milliseconds to read, decode and compare it.
    """

    candidate: str
    best: str | None
    score: float
    band: str | None
    method: str | None
    distance: int | None
    ms: float
    error: str | None = None

    def values(self) -> dict[str, Any]:
        """For JSON; without `error` if there is none."""
        return {name: value for name, value in asdict(self).items() if name != "error" or value}


@dataclass(slots=True)
class _Process:
    """What a process of the pool holds: it is made before the pool is, and inherited."""

    registry: Registry | None = None
    names: list[str] | None = None
    folder: Path | None = None
    decoder: Decoder | None = None


_process = _Process()


def listed(folder: Path) -> list[str]:
    """The paths of all files below a folder, relative to it, in the order of their names; hidden ones are left out."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in found if not any(part.startswith(".") for part in path.parts))


def match(originals: Path, candidates: Path, *, processes: int) -> Iterator[Line]:
    """Register the files of one folder, and say of each file of the other which of them it shows, in order of names."""
    names = listed(originals)
    with _pool(processes, originals) as pool:
        made = list(pool.map(_register, enumerate(names), chunksize=CHUNK))
    _process.registry, _process.names = Registry(_values([row for each in made for row in each])), names
    with _pool(processes, candidates) as pool:
        yield from pool.map(_look, listed(candidates), chunksize=CHUNK)


@contextmanager
def _pool(processes: int, folder: Path) -> Iterator[ProcessPoolExecutor]:
    _process.folder = folder
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        yield pool


def _register(numbered: tuple[int, str]) -> list[rows.Row]:
    """The rows of one original; of one that cannot be decoded only its digests."""
    number, name = numbered
    assert _process.folder
    data = (_process.folder / name).read_bytes()
    try:
        item = describe.describe(data, patches=True, sound=True)
    except Undecodable:
        item = digest.Item(digest.sha256(data), "image", None, None, 0, 0, (), digest.md5(data))
    return list(rows.rows(item, agency=1, fingerprint=number))


def _values(found: list[rows.Row]) -> Values:
    """The registry: looked at one by one while it is small, with the tables of the real one from then on."""
    held = columns(found)
    if len(found) <= PLAIN:
        return MemoryValues(held)
    arrays = base.arranged(np.arange(len(found), dtype=np.int64), held)
    tables = mih.build(arrays["value"], base.near_rows(arrays["kind"]))
    return StoredValues(
        base.Base(base.Arrays(**arrays, offsets=tables.offsets, ids=tables.ids, sides=tables.sides), len(found))
    )


def _found(decoder: Decoder, registry: Registry, data: bytes) -> tuple[Decoded | DecodeFailure, list[Hit]]:
    """What a file shows, of the quick look if that settles it. Clips are always looked at in one way."""
    decoded = decoder.decode(data, limits=QUICK)
    hits = registry.find(decoded.query)
    if isinstance(decoded, DecodeFailure) or decoded.media != "image" or any(map(_settled, hits)):
        return decoded, told(hits)
    decoded = decoder.decode(data, limits=LIMITS)
    return decoded, told(registry.find(decoded.query))


def _settled(hit: Hit) -> bool:
    """Whether a hit needs no closer look."""
    return hit.band is not Band.POSSIBLE and (hit.method is not Kind.PATCHES or hit.patches >= ENOUGH)


def _look(name: str) -> Line:
    assert _process.folder and _process.registry and _process.names is not None
    if _process.decoder is None:
        _process.decoder = Decoder()
    began = time.perf_counter()
    try:
        data = (_process.folder / name).read_bytes()
    except OSError as error:
        return Line(name, None, 0.0, None, None, None, 0.0, error=error.strerror or "unreadable")
    decoded, hits = _found(_process.decoder, _process.registry, data)
    took = round((time.perf_counter() - began) * 1000, 1)
    reason = decoded.reason if isinstance(decoded, DecodeFailure) else None
    if not hits:
        return Line(name, None, 0.0, None, None, None, took, error=reason)
    best = max(hits, key=lambda hit: (hit.score, -hit.distance, -hit.fingerprint_id))
    named = _process.names[best.fingerprint_id]
    return Line(name, named, best.score, str(best.band), str(best.method), best.distance, took, error=reason)
