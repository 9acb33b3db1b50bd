"""Time of hashing on one thread, and bits off the reference path, beside the usual way (Pillow and pdqhash).

Every path starts at the bytes of a JPEG file (quality 88) and ends at the hash. `reference` is what registered values are
made by, `luma` reads the full-size brightness plane of the file alone, `fast` is what crawled pictures take. "decoded" is
the hash alone, from what the file was decoded to: colours for the stock path and the reference, brightness for luma.
"""

from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import numpy as np
from PIL import Image

from cases.fingerprints import pdq, prepare, stills
from portal.bench import photos
from portal.bench.refusal import Refused

SIZES = {"1080p": (1920, 1080), "12 MP": (4000, 3000)}
GOALS = {"reference": (4, 6), "luma": (8, 10), "fast": (10, 20)}  # times the stock path, at each size
LARGE = 12_000_000  # px
NAMES = ("coffee.png", "chelsea.png", "astronaut.png", "rocket.jpg")
MISSING = (
    "pdqhash is not installed, so there is nothing to compare with: run `make peers`. Times of our own paths are shown."
)
Path_ = Callable[[bytes], bytes]


def arguments(parser: ArgumentParser) -> None:
    """`--photos FOLDER`, `--pictures N`, `--rounds N`."""
    parser.add_argument("--photos", type=Path, metavar="FOLDER", help="photographs (default: of scikit-image's wheel)")
    parser.add_argument("--pictures", type=int, default=4, help="how many photographs (default 4)")
    parser.add_argument("--rounds", type=int, default=5, help="times that each is measured (default 5)")


def run(
    say: Callable[[str], None], *, photos: Path | None = None, pictures: int = 4, rounds: int = 5, **_: Any
) -> dict[str, Any]:
    """Milliseconds (median over the photographs of each one's median), ratios to the stock path, worst bits."""
    found = sources(photos)[:pictures]
    paths = ours()
    if stock := peer():
        paths = {"stock": stock} | paths
    else:
        say(MISSING)
    result: dict[str, Any] = {"pictures": len(found), "rounds": rounds, "peer": "pdqhash" if stock else None}
    for at, (name, size) in enumerate(SIZES.items()):
        say(f"{name} ...")
        files = [jpeg(path, size) for path in found]
        result[name] = measured(files, paths, rounds, at)
        result[name]["decoded"] = alone(files, rounds)
    large = [path for path in found if is_large(path)]
    if large:
        say("at their own size ...")
        result["own size, 12 MP and more"] = measured([path.read_bytes() for path in large], paths, rounds, 1)
    return result


def is_large(path: Path) -> bool:
    """Whether a file is a JPEG of 12 million px at least, whose own bytes are measured too."""
    with Image.open(path) as image:
        return image.format == "JPEG" and image.width * image.height >= LARGE


def alone(files: list[bytes], rounds: int) -> dict[str, Any]:
    """Milliseconds of processor time (median) of the hash alone, after decoding, and how many times quicker than the peer's."""
    spent: dict[str, list[float]] = {"reference": [], "luma": [], "stock": []}
    for data in files:
        image = prepare.upright(data)
        ways: dict[str, Callable[[], Any]] = {
            "reference": partial(stills.reference, image),
            "luma": partial(stills.reference, image.convert("L")),
        }
        if compute := peer_hash():
            ways["stock"] = partial(compute, np.asarray(image))
        for name, way in ways.items():
            spent[name].append(median(timed(way)[1] for _ in range(rounds)))
    told = {name: {"cpu ms": round(median(times), 2)} for name, times in spent.items() if times}
    for name in ("reference", "luma") if spent["stock"] else ():
        ratios = [one / own for one, own in zip(spent["stock"], spent[name], strict=True)]
        told[name]["times"] = round(median(ratios), 1)
    return told


def sources(folder: Path | None) -> list[Path]:
    """Photographs to measure. Raises Refused if there are none."""
    if folder is not None:
        return list(photos.collect(folder).photographs)
    spec = find_spec("skimage")
    if spec is None or spec.origin is None:
        raise Refused("No photographs: name a folder with --photos, or install scikit-image.")
    data = Path(spec.origin).parent / "data"
    return [data / name for name in NAMES if (data / name).exists()]


def jpeg(path: Path, size: tuple[int, int]) -> bytes:
    """The photograph in this size, as a JPEG file of quality 88."""
    held = BytesIO()
    image = Image.fromarray(photos.read(path)).resize(size, Image.Resampling.LANCZOS)
    image.save(held, "JPEG", quality=88)
    return held.getvalue()


def measured(files: list[bytes], paths: dict[str, Path_], rounds: int, at: int) -> dict[str, Any]:
    """One size: every path takes its turn in each round, so that other load of the machine falls on all alike."""
    wall: dict[str, list[float]] = {name: [] for name in paths}
    processor: dict[str, list[float]] = {name: [] for name in paths}
    bits = dict.fromkeys(paths, 0)
    for data in files:
        exact = paths["reference"](data)
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in paths}
        for _ in range(rounds):
            for name, path in paths.items():
                times[name].append(timed(partial(path, data)))
        for name, path in paths.items():
            wall[name].append(median(w for w, _ in times[name]))
            processor[name].append(median(p for _, p in times[name]))
            bits[name] = max(bits[name], pdq.distance(exact, path(data)))
    return {name: told(name, wall, processor, bits[name], at) for name in paths}


def told(
    name: str, wall: dict[str, list[float]], processor: dict[str, list[float]], bits: int, at: int
) -> dict[str, Any]:
    """The figures of one path."""
    figures: dict[str, Any] = {"ms": round(median(wall[name]), 2), "cpu ms": round(median(processor[name]), 2)}
    if "stock" in wall and name != "stock":
        ratios = [one / own for one, own in zip(wall["stock"], wall[name], strict=True)]
        spent = [one / own for one, own in zip(processor["stock"], processor[name], strict=True)]
        figures |= {"times": round(median(ratios), 1), "cpu times": round(median(spent), 1), "goal": GOALS[name][at]}
    return figures | {"bits": bits}


def timed(way: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds of wall and of processor time."""
    wall, processor = perf_counter(), process_time()
    way()
    return (perf_counter() - wall) * 1000, (process_time() - processor) * 1000


def ours() -> dict[str, Path_]:
    """Our paths, from the bytes of a file to the 32 bytes of its hash."""
    return {"reference": _reference, "luma": _luma, "fast": _fast}


def _reference(data: bytes) -> bytes:
    return stills.reference(prepare.upright(data))[0].bits


def _luma(data: bytes) -> bytes:
    with prepare.opened(data, prepare.MAX_PIXELS) as image:
        image.draft("L", image.size)
        image.load()
        return stills.reference(image)[0].bits


def _fast(data: bytes) -> bytes:
    found = stills.fast(data)
    if found is None:
        raise Refused("This size does not take the fast path.")
    return found.hashes(found.whole)[0].bits


def peer() -> Path_ | None:
    """The usual way, if pdqhash is installed: Pillow decodes to RGB, pdqhash does the rest."""
    compute = peer_hash()
    if compute is None:
        return None

    def stock(data: bytes) -> bytes:
        with Image.open(BytesIO(data)) as image:
            values, _ = compute(np.asarray(image.convert("RGB")))
        return np.packbits(values).tobytes()

    return stock


def peer_hash() -> Callable[[Any], Any] | None:
    """The hash of an array of colours by the peer, if it is installed."""
    if find_spec("pdqhash") is None:
        return None
    import pdqhash

    compute: Callable[[Any], Any] = pdqhash.compute
    return compute
