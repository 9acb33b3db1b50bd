"""Damaged and hostile files through the decoder: no exception, no hang, no memory over the limit.

Files are drawn here, written in every form that the decoder reads, and damaged in one or two ways; one in two hundred is a
bomb. A file that the decoder says anything about in time is well; what it said is counted.
"""

import os
import threading
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cases.detection.adapters.decoder import START_SECONDS, DecodeFailure, DecodeLimits, Decoder
from portal.bench import mutate
from portal.bench.alterations import seeded

LIMITS = DecodeLimits(
    max_pixels=20_000_000,
    cpu_seconds=4.0,
    wall_seconds=8.0,
    video_frames=12,
    picture_frames=6,
    patches=True,
    sound_seconds=10.0,
)
MEMORY = 1_500_000_000  # bytes of address space that a child may have
LATE = 3.0  # seconds over the wall limit that ending a child may take
BOMBS = 200  # one file in so many
TOLD = 1000
PAGE = os.sysconf("SC_PAGE_SIZE")


def arguments(parser: ArgumentParser) -> None:
    """How many files, from which seed."""
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", default="1", help="another seed damages other places")


def run(say: Callable[[str], None], *, count: int = 20_000, seed: str = "1", **_: Any) -> dict[str, Any]:
    """Outcomes by reason and by kind of file, exceptions and late answers (none are right), memory and time at most."""
    kinds = {**mutate.pictures(), **mutate.clips()}
    bombs = mutate.bombs()
    outcomes: Counter[str] = Counter()
    wrong: list[str] = []
    slowest, began = 0.0, time.perf_counter()
    with Decoder(memory_bytes=MEMORY) as decoder, _Watch(decoder) as watch:
        for number in range(count):
            name, data = file(number, seed, kinds, bombs)
            child, start = decoder._child, time.perf_counter()
            outcome = _outcome(decoder, data)
            took = time.perf_counter() - start
            slowest = max(slowest, took)
            outcomes[outcome] += 1
            started = START_SECONDS if decoder._child is not child or child is None else 0.0
            if outcome.startswith("exception") or took > LIMITS.wall_seconds + LATE + started:
                wrong.append(f"{name}, file {number}: {outcome} after {took:.1f} s")
            if (number + 1) % TOLD == 0:
                say(f"{number + 1} of {count}, {time.perf_counter() - began:.0f} s, {dict(outcomes)}")
    if watch.most > MEMORY:
        wrong.append(f"a child had {watch.most} bytes of memory")
    return {
        "files": count,
        "kinds": sorted(kinds) + [f"bomb {name}" for name in bombs],
        "outcomes": dict(outcomes.most_common()),
        "wrong": wrong,
        "slowest, s": round(slowest, 2),
        "memory of a child at most, MB": round(watch.most / 1e6),
        "seconds": round(time.perf_counter() - began),
    }


def file(number: int, seed: str, kinds: dict[str, bytes], bombs: dict[str, bytes]) -> tuple[str, bytes]:
    """The n-th damaged file of a seed, and what was done to it."""
    rng = seeded("fuzz", seed, str(number))
    if number % BOMBS == BOMBS - 1:
        name = sorted(bombs)[number // BOMBS % len(bombs)]
        return f"bomb {name}", bombs[name]
    names, ways = sorted(kinds), sorted(mutate.MUTATIONS)
    name = names[int(rng.integers(len(names)))]
    data, done = kinds[name], []
    for _ in range(int(rng.integers(1, 3))):
        way = ways[int(rng.integers(len(ways)))]
        done.append(way)
        data = mutate.MUTATIONS[way](data, rng, list(kinds.values())) if len(data) > 16 else data
    return f"{name} ({', '.join(done)})", data


def _outcome(decoder: Decoder, data: bytes) -> str:
    try:
        answer = decoder.decode(data, limits=LIMITS)
    except Exception as error:  # the finding itself: the decoder promises to raise nothing
        return f"exception {type(error).__name__}"
    return answer.reason if isinstance(answer, DecodeFailure) else f"read as {answer.media}"


class _Watch:
    """Looks at the memory of the decoder's child every few milliseconds."""

    def __init__(self, decoder: Decoder) -> None:
        self.most = 0
        self._decoder = decoder
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "_Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(0.02):
            child = self._decoder._child
            if child is None:
                continue
            try:
                held = Path(f"/proc/{child.pid}/statm").read_text(encoding="ascii").split()
                self.most = max(self.most, int(held[1]) * PAGE)
            except (OSError, IndexError):
                continue  # it ended in between
