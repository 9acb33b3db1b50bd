"""Speed of the parts that are used most: python -m tests.bench (make bench). Prints a table; nothing is kept.

Each figure is the median of several runs of one process on one core; the machine may be busy with other things.
"""

import statistics
import sys
import time
from collections.abc import Callable, Iterator

import django
import numpy as np
from PIL import Image

from agencies.doors.adapters import pdf
from cases.detection.adapters.decoder import Decoder
from cases.fingerprints import content, digest, frames, pdq, prepare, search
from tests import proof
from tests.hashing import make

REGISTRIES = (10_000, 100_000)
PARAGRAPH = "<p>The bridge at noon. 정오의 다리. Die Brücke am Mittag.</p>"


def median(work: Callable[[], object], *, runs: int = 7) -> float:
    """Milliseconds of one call, in the middle of `runs` calls after one to warm up."""
    work()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def hashing() -> Iterator[tuple[str, float]]:
    """One picture of two megapixels, read, hashed once and in eight turns; one clip of ten seconds."""
    rgb = make.picture(1600, 1200)
    for kind, options in (("JPEG", {"quality": 90}), ("PNG", {}), ("WEBP", {"quality": 80})):
        data = make.still(Image.fromarray(rgb), kind, **options)
        yield f"read a {kind} of 1600 x 1200", median(lambda data=data: prepare.picture(data))
    yield "PDQ of 1600 x 1200", median(lambda: pdq.pdq_rgb(rgb))
    yield "PDQ of 1600 x 1200 in eight turns", median(lambda: pdq.dihedral_rgb(rgb))
    yield "plain borders of 1600 x 1200", median(lambda: content.bordered(make.brightness(rgb)))
    data = make.still(Image.fromarray(rgb), "JPEG", quality=90)
    with Decoder() as decoder:
        yield "that JPEG through the sandbox", median(lambda: decoder.decode(data))
    yield "SHA-256 of that JPEG", median(lambda: digest.sha256(data))
    clip = make.video([make.picture(640, 480, second) for second in range(1, 11) for _ in range(10)])
    yield "a clip of 10 s, 640 x 480, one frame a second", median(lambda: frames.clip(clip), runs=3)


def searching() -> Iterator[tuple[str, float]]:
    """A file's eight hashes against registries of random values."""
    rng = np.random.default_rng(1)
    queries = rng.integers(0, 256, (8, 32), dtype=np.uint8)
    for size in REGISTRIES:
        index = search.Index(np.arange(size), rng.integers(0, 256, (size, 32), dtype=np.uint8))
        yield f"eight hashes against {size:,} values", median(lambda index=index: index.search(queries))


def paper() -> Iterator[tuple[str, float]]:
    """Setting a PDF/A of about four pages in three languages."""
    page = f"<html lang='en'><title>Bench</title><body>{PARAGRAPH * 100}</body></html>"
    yield "a PDF of 100 paragraphs", median(lambda: pdf.render(page), runs=3)


def main() -> None:
    """Measure all of it, or with the word "rls" what the database wall costs."""
    if "rls" in sys.argv[1:]:
        print("\n".join(proof.wall()))
        return
    django.setup()
    print(f"{'milliseconds':>14}  what")
    for part in (hashing, searching, paper):
        for what, milliseconds in part():
            print(f"{milliseconds:14.2f}  {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
