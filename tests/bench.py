"""Speeds of the parts that decide how much a machine can watch: `make bench`. Prints a table; nothing is stored."""

import io
import sys
import time
from collections.abc import Callable

import numpy as np
from PIL import Image

from agencies.doors.adapters import pdf
from cases.detection.adapters.decoder import Decoder
from cases.fingerprints import pdq, prepare
from cases.fingerprints.search import Index
from portal.demo import scenes


def median(work: Callable[[], object], runs: int) -> float:
    """Median milliseconds of a call, after one call to warm up."""
    work()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return sorted(times)[runs // 2]


def jpeg(size: tuple[int, int]) -> bytes:
    """A drawn bridge as JPEG."""
    target = io.BytesIO()
    scenes.draw("bridge", 7).resize(size, Image.Resampling.LANCZOS).save(target, "JPEG", quality=88)
    return target.getvalue()


def main() -> int:
    """Measure and print."""
    say = sys.stdout.write
    say(f"{'what':<46}{'median ms':>12}\n")
    with Decoder() as decoder:
        for name, size in (("512 x 384", (512, 384)), ("1920 x 1080", (1920, 1080)), ("4000 x 3000", (4000, 3000))):
            data = jpeg(size)
            rgb = prepare.picture(data)
            say(f"{'eight PDQ hashes of ' + name:<46}{median(lambda: pdq.dihedral_rgb(rgb), 5):>12.1f}\n")  # noqa: B023
            say(f"{'decode and hash in the sandbox, ' + name:<46}{median(lambda: decoder.decode(data), 5):>12.1f}\n")  # noqa: B023
    random = np.random.default_rng(1)
    for number in (10_000, 100_000):
        values = random.integers(0, 256, (number, 32), dtype=np.uint8)
        index = Index(np.arange(number), values)
        queries = [value.tobytes() for value in values[:16]]
        say(f"{f'one find (16 queries) among {number:,}':<46}{median(lambda: index.search(queries), 5):>12.1f}\n")  # noqa: B023
    say(f"{'a PDF page in Korean':<46}{median(lambda: pdf.render('<p lang=ko>다리와 고양이</p>'), 5):>12.1f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
