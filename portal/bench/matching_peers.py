"""Other indexes, asked the same questions; each is optional and says so when it is not installed."""

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cases.fingerprints.search import RADIUS

Found = set[tuple[int, int, int]]
MISSING = "not installed (portal/deploy/peers.txt)"
SINGLES, BATCHED = 200, 256  # questions that are enough for a figure


def all_peers(held: NDArray[np.uint8], queries: NDArray[np.uint8], expected: Found) -> dict[str, Any]:
    """Milliseconds a question, seconds to build and recall of each peer."""
    return {
        "threatexchange PDQIndex": _threatexchange(held, queries, expected),
        "faiss IndexBinaryFlat": _faiss(held, queries, expected, "flat"),
        "faiss IndexBinaryMultiHash": _faiss(held, queries, expected, "multihash"),
    }


def _threatexchange(held: NDArray[np.uint8], queries: NDArray[np.uint8], expected: Found) -> Any:
    try:
        from threatexchange.signal_type.pdq.pdq_index import PDQIndex
    except ImportError:
        return MISSING
    started = time.perf_counter()
    index = PDQIndex.build((value.tobytes().hex(), row) for row, value in enumerate(held))
    built = time.perf_counter() - started
    asked, taken, found = queries[:SINGLES], [], set()
    index.query(asked[0].tobytes().hex())
    for number, query in enumerate(asked):
        begun = time.perf_counter()
        matches = index.query(query.tobytes().hex())
        taken.append(time.perf_counter() - begun)
        found |= {(number, match.metadata, match.similarity_info.distance) for match in matches}
    return {
        "build_s": round(built, 2),
        "single_ms": ms(np.median(taken)),
        "recall": recall(found, expected, len(asked)),
    }


def _faiss(held: NDArray[np.uint8], queries: NDArray[np.uint8], expected: Found, which: str) -> Any:
    try:
        import faiss
    except ImportError:
        return MISSING
    index = faiss.IndexBinaryFlat(256) if which == "flat" else faiss.IndexBinaryMultiHash(256, 16, 16)
    if which != "flat":
        index.nflip = 1
    started = time.perf_counter()
    index.add(held)
    built, asked = time.perf_counter() - started, np.ascontiguousarray(queries[:BATCHED])
    index.range_search(asked[:2], RADIUS + 1)  # faiss finds what is below the radius
    batches, used = [], time.process_time()
    for _ in range(3):
        begun = time.perf_counter()
        ends, distances, rows = index.range_search(asked, RADIUS + 1)
        batches.append((time.perf_counter() - begun) / len(asked))
    cpu = (time.process_time() - used) / 3 / len(asked)
    singles = []
    for query in asked[:32]:
        begun = time.perf_counter()
        index.range_search(query[None], RADIUS + 1)
        singles.append(time.perf_counter() - begun)
    numbers = np.repeat(np.arange(len(asked)), np.diff(ends.astype(np.int64)))
    found = set(zip(numbers.tolist(), rows.tolist(), distances.astype(int).tolist(), strict=True))
    return {
        "build_s": round(built, 2), "single_ms": ms(np.median(singles)), "batched_ms": ms(min(batches)), "batched_cpu_ms": ms(cpu),
        "recall": recall(found, expected, len(asked)),
    }  # fmt: skip


def recall(found: Found, expected: Found, asked: int) -> float:
    """Share of what must be found among the first questions."""
    wanted = {hit for hit in expected if hit[0] < asked}
    return round(len(found & wanted) / len(wanted), 6) if wanted else 1.0


def ms(seconds: float) -> float:
    """Milliseconds, rounded."""
    return round(float(seconds) * 1000, 4)
