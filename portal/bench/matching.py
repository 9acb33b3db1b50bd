"""Search speed and exactness of the matcher's index: built in files, opened, asked; beside other indexes if installed.

No database is needed. The files go into a folder of their own and are removed.
"""

import platform
import time
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cases.fingerprints import mih
from cases.fingerprints.adapters import files
from cases.fingerprints.base import INDEX, Base, arranged
from cases.fingerprints.search import RADIUS, Index
from cases.fingerprints.stored import StoredValues
from cases.fingerprints.values import Columns
from portal.bench import planted
from portal.bench.matching_peers import all_peers, ms
from portal.bench.refusal import Refused

MOST_FOR_PEERS = 2_000_000  # values; they need 400 to 1200 bytes each and minutes to build
ROUND, HELD = 20_000, 2_000  # cases and values of one round of the check of exactness
Say = Callable[[str], None]


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--count", type=int, default=1_000_000, help="values (default a million)")
    parser.add_argument("--queries", type=int, default=1000, help="questions (default 1000)")
    parser.add_argument("--threads", type=int, default=2, help="threads of the batch (default 2)")
    parser.add_argument("--seed", type=int, default=31)
    parser.add_argument(
        "--folder", type=Path, help="where the files are made for a while (default: a temporary folder)"
    )
    parser.add_argument("--no-peers", action="store_true", help="leave out the other indexes")
    parser.add_argument(
        "--exactness", type=int, nargs="?", const=1_000_000, default=0, metavar="CASES",
        help="only compare so many cases (default a million), half of them adversarial, with a look at every value",
    )  # fmt: skip


def run(say: Say, /, *, count: int, queries: int, exactness: int, seed: int, **options: Any) -> dict[str, Any]:
    """The whole bench, or only the check of exactness."""
    if count < 1 or queries < 1:
        raise Refused("There must be at least one value and one question.")
    draw = np.random.default_rng(seed)
    if exactness:
        return _exactness(say, exactness, draw)
    held = planted.values(count, draw)
    asked = planted.planted(held, queries, draw)
    with TemporaryDirectory(dir=options["folder"], prefix="bench-") as folder:
        found = _measured(say, Path(folder), held, asked, options["threads"])
    if not options["no_peers"]:
        found["peers"] = _peers(say, held, asked, found)
    return found


def _measured(say: Say, folder: Path, held: NDArray[np.uint8], asked: planted.Planted, threads: int) -> dict[str, Any]:
    say(f"building {len(held)} values")
    started = time.perf_counter()
    name = files.write(
        folder,
        arranged(np.arange(len(held)), _columns(held)),
        files.Manifest("bench", 1, "1:1:", len(held), len(held) - 1, 0.0),
    )
    built = time.perf_counter() - started
    opened = []
    for _ in range(3):
        started = time.perf_counter()
        manifest, arrays = files.read(folder, name)
        stored = StoredValues(Base(arrays, manifest.highest), threads=threads)
        opened.append(time.perf_counter() - started)
    say("asking")
    stored.near(asked.queries, RADIUS)  # reads the files once, loads the compiled code
    singles = sorted(_timed(partial(stored.near, query[None], RADIUS)) for query in asked.queries)
    one = StoredValues(stored.base)
    return {
        "machine": f"{platform.machine()}, numpy {np.__version__}",
        "values": len(held),
        "queries": len(asked.queries),
        "build_s": round(built, 2),
        "open_s": round(max(opened), 4),
        "index_bytes_a_value": round(manifest.index_size / len(held), 2),
        "all_bytes_a_value": round(manifest.size() / len(held), 2),
        "index_files": ", ".join(INDEX),
        "single_ms_p50": ms(singles[len(singles) // 2]),
        "single_ms_p95": ms(singles[len(singles) * 95 // 100]),
        "batched_ms_one_thread": ms(_best(lambda: one.near(asked.queries, RADIUS)) / len(asked.queries)),
        "batched_cpu_ms": ms(_cpu(lambda: one.near(asked.queries, RADIUS)) / len(asked.queries)),
        f"batched_ms_{threads}_threads": ms(_best(lambda: stored.near(asked.queries, RADIUS)) / len(asked.queries)),
        **_plain(held, asked),
        **_visible(stored, asked),
        **_found(stored, asked, held),
    }


def _plain(held: NDArray[np.uint8], asked: planted.Planted) -> dict[str, float]:
    """The look at every value, in NumPy and compiled."""
    index, few = Index(np.arange(len(held)), held), asked.queries[:8]
    mih.scan(held, few[:1])
    return {
        "plain_scan_ms": ms(_best(lambda: index.search(few, RADIUS)) / len(few)),
        "compiled_scan_ms": ms(_best(lambda: mih.scan(held, few)) / len(few)),
    }


def _visible(stored: StoredValues, asked: planted.Planted) -> dict[str, float]:
    """How long it takes until an added value is found, and until a withdrawn one is not, beside 10,000 newer values."""
    draw = np.random.default_rng(1)
    newer = planted.values(10_001, draw)
    first = len(stored) + 1_000_000
    numbers = np.arange(first, first + len(newer))
    stored.put(numbers[:-1], _columns(newer[:-1]))

    def shown() -> None:
        stored.put(numbers[-1:], _columns(newer[-1:]))
        if not len(stored.near(newer[-1:], 0).row):
            raise Refused("An added value is not found.")

    def hidden() -> None:
        stored.bury(int(numbers[-1]), 0)
        if len(stored.near(newer[-1:], 0).row):
            raise Refused("A withdrawn value is found.")

    return {"added_to_found_ms": ms(_timed(shown)), "withdrawn_to_not_found_ms": ms(_timed(hidden))}


def _found(stored: StoredValues, asked: planted.Planted, held: NDArray[np.uint8]) -> dict[str, Any]:
    """Recall of the planted neighbours, and whether a sample of answers equals that of a look at every value."""
    base = stored.base
    table = base.near(asked.queries, RADIUS, 1) if base else np.empty((0, 3))
    found = set(map(tuple, table.tolist()))
    expected = asked.expected(RADIUS)
    few = asked.queries[:: max(1, len(asked.queries) // 60)]
    answer = base.near(few, RADIUS, 1) if base else table
    return {
        "recall": round(len(found & expected) / len(expected), 6) if expected else 1.0,
        "not_planted": len(found - expected),
        "equal_to_plain_scan": bool(np.array_equal(answer, mih.scan(held, few))),
    }


def _peers(say: Say, held: NDArray[np.uint8], asked: planted.Planted, found: dict[str, Any]) -> dict[str, Any] | str:
    if len(held) > MOST_FOR_PEERS:
        return f"left out above {MOST_FOR_PEERS} values"
    say("asking the peers")
    peers = all_peers(held, asked.queries, asked.expected(RADIUS))
    batched = min(value for name, value in found.items() if name.startswith("batched_ms"))
    for name, of, ours in (
        ("threatexchange PDQIndex", "single_ms", found["single_ms_p50"]),
        ("faiss IndexBinaryFlat", "batched_ms", batched),
        ("faiss IndexBinaryMultiHash", "batched_ms", batched),
    ):
        if isinstance(peers[name], dict):
            peers[name]["times_slower"] = round(peers[name][of] / ours, 1)
    return peers


def _exactness(say: Say, cases: int, draw: Any) -> dict[str, Any]:
    """Answers of the index beside those of a look at every value, for neighbours at 0 to 32 bits."""
    done = missed = extra = decoys = 0
    while done < cases:
        count = min(ROUND, cases - done)
        held = planted.values(HELD, draw)
        asked = planted.planted(held, count, draw)
        index = mih.Mih(held, mih.build(held, np.arange(HELD, dtype=np.uint32)))
        radius = RADIUS if done // ROUND % 4 else int(draw.integers(0, RADIUS))
        answer, truth = index.search(asked.queries, radius), mih.scan(held, asked.queries, radius)
        if not np.array_equal(answer, truth):
            mine, right = set(map(tuple, answer.tolist())), set(map(tuple, truth.tolist()))
            missed, extra = missed + len(right - mine), extra + len(mine - right)
        missed += len(asked.expected(radius) - set(map(tuple, truth.tolist())))
        decoys += int((asked.distances > radius).sum())
        done += count
        say(f"{done} cases")
    return {"cases": done, "decoys": decoys, "missed": missed, "extra": extra, "recall": 1.0 if not missed else 0.0}


def _columns(held: NDArray[np.uint8]) -> Columns:
    """Registered pictures of a hundred agencies, three values each."""
    number = np.arange(len(held))
    zeros = np.zeros(len(held), dtype=np.int64)
    return Columns(number % 100, number // 3, zeros.astype(np.int8), held, zeros.astype(np.int16) + 90, zeros)


def _timed(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _cpu(work: Callable[[], Any]) -> float:
    """Processor seconds of all threads, which other load on the machine hardly changes."""
    started = time.process_time()
    work()
    return time.process_time() - started


def _best(work: Callable[[], Any]) -> float:
    """The shortest of three times: a batch is too long to take its median from many."""
    return min(_timed(work) for _ in range(3))
