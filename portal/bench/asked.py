"""Questions of the robustness bench: register pictures in memory, and ask altered copies as found files are asked.

The same path as for strangers' files: the decoder's sandbox, then matching. Two processes at most share the registry by
being copies of the one that made it.
"""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache, partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from PIL import Image

from cases.detection.adapters.decoder import DecodeFailure, Decoder
from cases.detection.services.folders import LIMITS
from cases.fingerprints import base, describe, mih, rows
from cases.fingerprints.hits import told
from cases.fingerprints.matching import Registry
from cases.fingerprints.prepare import Undecodable
from cases.fingerprints.stored import StoredValues
from cases.fingerprints.values import MemoryValues, Values, columns
from portal.bench import alterations, drawn, photos
from portal.bench.alter.tools import Picture

PLAIN = 2_000  # values up to which a look at every one is quicker than tables
CHUNK = 8


@dataclass(frozen=True, slots=True)
class Question:
    """One file to ask: a picture of the folder, altered or as it is, or a drawn one (`path` None).

    `own`: the registration it must lead to, or None if it must lead to none.
    """

    key: str
    path: Path | None
    alteration: int | None
    own: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question led to: (registration, method, band, score) of each hit, and milliseconds of each step."""

    question: Question
    hits: tuple[tuple[int, str, str, float], ...]
    error: str | None
    made: float
    decoded: float
    found: float


@dataclass(slots=True)
class _Process:
    registry: Registry | None = None
    others: Sequence[Path] = field(default_factory=tuple)
    decoder: Decoder | None = None


_process = _Process()


def register(paths: Sequence[Path], processes: int) -> tuple[Registry, list[str]]:
    """A registry of these pictures, numbered in their order, and the names of those that cannot be read."""
    _rows((0, paths[0]))  # compiles what both processes then have
    with _pool(processes) as pool:
        made = list(pool.map(_rows, enumerate(paths), chunksize=CHUNK))
    found = [row for each in made for row in each]
    return Registry(_values(found)), [path.name for path, each in zip(paths, made, strict=True) if not each]


def ask(
    registry: Registry, questions: Sequence[Question], others: Sequence[Path], processes: int
) -> Iterator[tuple[int, Answer]]:
    """(how many so far, answer) of each question in order. `others`: unregistered pictures for collages."""
    _process.registry, _process.others = registry, others
    with _pool(processes) as pool:
        yield from enumerate(pool.map(_answer, questions, chunksize=CHUNK), start=1)


def _pool(processes: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(processes, mp_context=get_context("fork"))


def _rows(numbered: tuple[int, Path]) -> list[rows.Row]:
    number, path = numbered
    try:
        item = describe.describe(path.read_bytes(), patches=True)
    except (Undecodable, OSError):
        return []
    return list(rows.rows(item, agency=1, fingerprint=number))


def _values(found: list[rows.Row]) -> Values:
    held = columns(found)
    if len(found) <= PLAIN:
        return MemoryValues(held)
    arrays = base.arranged(np.arange(len(found), dtype=np.int64), held)
    tables = mih.build(arrays["value"], base.near_rows(arrays["kind"]))
    return StoredValues(
        base.Base(base.Arrays(**arrays, offsets=tables.offsets, ids=tables.ids, sides=tables.sides), len(found))
    )


@lru_cache(maxsize=24)
def _read(path: Path) -> Picture:
    return Image.fromarray(photos.read(path))


def file(question: Question, others: Sequence[Path]) -> bytes:
    """The bytes that a question is about."""
    if question.path is None:
        return drawn.file(question.key)
    if question.alteration is None:
        return question.path.read_bytes()
    one = alterations.listed()[question.alteration]
    return alterations.altered(_read(question.path), question.key, one, [partial(_read, path) for path in others])


def _answer(question: Question) -> Answer:
    assert _process.registry
    if _process.decoder is None:
        _process.decoder = Decoder()
    began = time.perf_counter()
    data = file(question, _process.others)
    made = time.perf_counter()
    decoded = _process.decoder.decode(data, limits=LIMITS)
    seen = time.perf_counter()
    hits = told(_process.registry.find(decoded.query))
    done = time.perf_counter()
    listed = tuple((hit.fingerprint_id, str(hit.method), str(hit.band), float(hit.score)) for hit in hits)
    error = decoded.reason if isinstance(decoded, DecodeFailure) else None
    return Answer(question, listed, error, (made - began) * 1e3, (seen - made) * 1e3, (done - seen) * 1e3)
