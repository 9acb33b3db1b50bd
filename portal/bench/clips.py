"""Measure how many altered copies of clips are found, and whether one clip is ever taken for another.

Clips are made of photographs (moving over several, with hard cuts and a drawn tune); real ones can be added. Each is
registered as a person would register it, altered in every way of cuts.CHANGES, written as a file, decoded in the sandbox
and looked for among all. Clips that show each other unaltered are near-duplicates and no false match.
"""

import time
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from cases.detection.adapters.decoder import DecodeLimits, Decoder
from cases.fingerprints import chromaprint, describe, rows
from cases.fingerprints.bands import Band
from cases.fingerprints.matching import Hit, Registry
from cases.fingerprints.prepare import Undecodable
from cases.fingerprints.values import MemoryValues, columns
from portal.bench import film, photos
from portal.bench.cuts import CHANGES, Change
from portal.bench.film import Film
from portal.bench.refusal import Refused

Say = Callable[[str], None]
LIMITS = DecodeLimits(cpu_seconds=120, wall_seconds=240, sound_seconds=1800)
ENDINGS = {".avi", ".flv", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".ogv", ".ts", ".webm"}
PHOTOGRAPHS = 4  # of each made clip
DECOYS = 2  # clips that are not registered: what compilations are filled with


def arguments(parser: ArgumentParser) -> None:
    """Where photographs and real clips are, and how many clips to make."""
    parser.add_argument("--photos", type=Path, metavar="FOLDER", help=f"make clips of these. {photos.HOW}")
    parser.add_argument("--clips", type=Path, metavar="FOLDER", help="real clips, used beside the made ones")
    parser.add_argument("--made", type=int, default=10, help="how many clips are made of photographs (default 10)")
    parser.add_argument(
        "--only", default="", metavar="WORDS", help="only alterations whose name or group has this in it"
    )


def run(say: Say, *, photos: Path | None, clips: Path | None, made: int, only: str, **_: Any) -> dict[str, Any]:
    """Share of altered copies found by alteration, with every band and with "likely" or better; false matches."""
    films = {**_made(photos, made + DECOYS), **_real(clips)}
    if not films:
        raise Refused("Name a folder with --photos or with --clips.")
    names = [name for name in films if not name.startswith("other ")]
    strangers = [films[name] for name in films if name.startswith("other ")]
    others = strangers or [film.made([_noise(seed) for seed in range(PHOTOGRAPHS)], seed=0)]
    if len(names) < 2:
        raise Refused("Two clips are needed at least: name a folder with --photos or with --clips.")
    found = _Found(names)
    with Decoder() as decoder:
        registry = _registry([film.written(films[name]) for name in names])
        say(f"{len(names)} clips registered, {len(registry.values)} values")
        for number, name in enumerate(names):  # the clips as they are: which of them show each other?
            hits = registry.find(decoder.decode(film.written(films[name]), limits=LIMITS).query)
            found.near |= {frozenset((number, hit.fingerprint_id)) for hit in hits}
        for at, other in enumerate(strangers):
            found.strangers(registry.find(decoder.decode(film.written(other), limits=LIMITS).query))
            say(f"stranger {at + 1} of {len(strangers)} looked for")
        for title, change in CHANGES.items():
            if only and only not in title and only not in change.group:
                continue
            _one(title, change, found, registry, decoder, [films[name] for name in names], others)
            say(found.line(title))
    return found.report(len(registry.values))


def _one(
    title: str, change: Change, found: "_Found", registry: Registry, decoder: Decoder, films: list[Film],
    others: list[Film],
) -> None:  # fmt: skip
    for number, own in enumerate(films):
        if change.needs_sound and not (len(own.sound) and chromaprint.available()):
            continue
        altered = change.make(own, others[number % len(others)])
        if not len(altered.pictures):
            continue
        data = film.written(altered, change.how)
        began = time.perf_counter()
        query = decoder.decode(data, limits=LIMITS).query
        decoded = time.perf_counter()
        hits = registry.find(query)
        found.add(title, change, number, hits, decoded - began, time.perf_counter() - decoded)


def _noise(seed: int) -> film.Rgb:
    """Soft coloured clouds, for a film where there are no photographs."""
    few = np.random.default_rng(seed).integers(0, 256, (7, 11, 3), dtype=np.uint8)
    return film.fitted(few, 960, 600)


def _made(folder: Path | None, count: int) -> dict[str, Film]:
    if folder is None:
        return {}
    paths = photos.collect(folder).photographs
    if len(paths) < count * PHOTOGRAPHS:
        raise Refused(f"{count * PHOTOGRAPHS} photographs are needed for {count} clips; {folder} has {len(paths)}.")
    step = len(paths) // (count * PHOTOGRAPHS)
    films = {}
    for number in range(count):
        chosen = paths[number * PHOTOGRAPHS * step : (number + 1) * PHOTOGRAPHS * step : step]
        title = f"other {number}" if number >= count - DECOYS else f"made {number}"
        films[title] = film.made([photos.read(path) for path in chosen], seed=number + 1)
    return films


def _real(folder: Path | None) -> dict[str, Film]:
    if folder is None:
        return {}
    if not folder.is_dir():
        raise Refused(f"{folder} is no folder.")
    films = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in ENDINGS:
            try:
                films[path.name] = film.read(path.read_bytes())
            except Undecodable as error:
                raise Refused(f"{path} cannot be read as a clip.") from error
    return films


def _registry(files: list[bytes]) -> Registry:
    made = [describe.describe(data, sound=True) for data in files]
    held = [row for number, item in enumerate(made) for row in rows.rows(item, agency=1, fingerprint=number)]
    near = [row for row in held if row[2] not in ("sha256", "md5")]
    return Registry(MemoryValues(columns(near)))


class _Found:
    """What was found, by alteration."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.near: set[frozenset[int]] = set()
        self.asked: dict[str, int] = defaultdict(int)
        self.any: dict[str, int] = defaultdict(int)
        self.likely: dict[str, int] = defaultdict(int)
        self.missed: dict[str, list[str]] = defaultdict(list)
        self.groups: dict[str, list[str]] = defaultdict(list)
        self.false: list[str] = []
        self.pairs = 0
        self.decode: list[float] = []
        self.search: list[float] = []

    def add(self, title: str, change: Change, number: int, hits: list[Hit], decode: float, search: float) -> None:
        """One altered copy of clip `number` and what it hit."""
        if title not in self.groups[change.group]:
            self.groups[change.group].append(title)
        own = [hit for hit in hits if hit.fingerprint_id == number]
        self.asked[title] += 1
        self.any[title] += bool(own)
        self.likely[title] += any(hit.band != Band.POSSIBLE for hit in own)
        if not own:
            self.missed[title].append(self.names[number])
        self.pairs += sum(frozenset((number, other)) not in self.near for other in range(len(self.names)))
        for hit in hits:
            if frozenset((number, hit.fingerprint_id)) not in self.near and hit.fingerprint_id != number:
                self.false.append(f"{title}: {self.names[number]} as {self.names[hit.fingerprint_id]}, {hit.band}")
        self.decode.append(decode)
        self.search.append(search)

    def strangers(self, hits: list[Hit]) -> None:
        """A clip that nobody registered."""
        self.pairs += len(self.names)
        self.false += [f"stranger as {self.names[hit.fingerprint_id]}, {hit.band}" for hit in hits]

    def line(self, title: str) -> str:
        """One alteration, for reading."""
        return f"{title}: {self.any[title]} of {self.asked[title]} found, {self.likely[title]} likely or better"

    def report(self, values: int) -> dict[str, Any]:
        """Shares 0 to 1; times in milliseconds, medians."""
        total = max(sum(self.asked.values()), 1)
        return {
            "clips": len(self.names),
            "values": values,
            "sound": chromaprint.available() or f"not measured: {chromaprint.PACKAGE} is not installed",
            "copies": sum(self.asked.values()),
            "recall": round(sum(self.any.values()) / total, 4),
            "recall, likely or better": round(sum(self.likely.values()) / total, 4),
            "groups": {
                group: round(sum(self.any[t] for t in titles) / max(sum(self.asked[t] for t in titles), 1), 4)
                for group, titles in self.groups.items()
            },
            "alterations": {
                title: {"found": self.any[title], "likely": self.likely[title], "of": self.asked[title]}
                for title in self.asked
            },
            "missed": {title: ", ".join(names) for title, names in self.missed.items()},
            "pairs of different clips": self.pairs,
            "false matches": len(self.false),
            "false": self.false,
            "near-duplicates left out": sum(len(pair) == 2 for pair in self.near),
            "milliseconds to decode": round(float(np.median(self.decode or [0])) * 1000, 1),
            "milliseconds to search": round(float(np.median(self.search or [0])) * 1000, 2),
        }
