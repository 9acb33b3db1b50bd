"""The files of a base: written beside the current one, switched at once, mapped read-only by every process.

    MATCH_INDEX_DIR/            0700: the files hold fingerprint values
        lock                    held by the one who builds; the system lets go of it when a process dies
        CURRENT                 name of the base that is in use; replaced by renaming
        base-<horizon>-<random>/    one .npy per array, and the manifest, which is written last
        building-<random>/      half written; never read, removed by the next builder

Readers keep what they have mapped until they look at CURRENT again; removing its names does not take it from them.
"""

import fcntl
import json
import os
import secrets
import shutil
import sys
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cases.fingerprints import mih
from cases.fingerprints.base import INDEX, Arrays, near_rows

FORMAT = 2  # 1 had other side words
BLOCK, SAMPLES = 4096, 16
NAMES = tuple(each.name for each in fields(Arrays))


class Corrupt(Exception):
    """A base that must not be used; the message names the file, never what is in it."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a base is: which feed, what of it (`horizon`: everything below, `snapshot`: all that was visible), how many
    values, when it was built, checksums of its files.
    """

    feed: str
    horizon: int
    snapshot: str
    values: int
    highest: int
    built_at: float  # seconds since 1970
    order: str = sys.byteorder
    format: int = FORMAT
    files: dict[str, list[int]] | None = None  # bytes, checksum of some blocks, checksum of all

    def size(self, names: tuple[str, ...] = NAMES) -> int:
        """Bytes of these arrays' files together."""
        return sum((self.files or {})[name][0] for name in names)

    @property
    def index_size(self) -> int:
        """Bytes of what a search needs."""
        return self.size(INDEX)


@contextmanager
def builder(folder: Path) -> Iterator[bool]:
    """The right to build here, for one process at a time; False when somebody else has it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    with (folder / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        _sweep(folder)
        yield True


def current(folder: Path) -> str:
    """Name of the base in use, "" without one."""
    try:
        return (folder / "CURRENT").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def write(folder: Path, columns: Mapping[str, NDArray[Any]], manifest: Manifest) -> str:
    """Write a base from base.arranged, with its tables, and put it in the place of the current one; its name.

    Only with the right of builder(). A crash at any point leaves the current base as it was.
    """
    building = folder / f"building-{secrets.token_hex(4)}"
    building.mkdir(mode=0o700)
    for name, array in columns.items():
        np.save(building / f"{name}.npy", array)
    chosen = near_rows(columns["kind"])
    shapes = {"offsets": (mih.BANDS, mih.CONTENTS + 1), "ids": (mih.BANDS, len(chosen)), "sides": (mih.BANDS, len(chosen))}  # fmt: skip
    tables = {
        name: np.lib.format.open_memmap(
            building / f"{name}.npy", mode="w+", dtype=np.uint16 if name == "sides" else np.uint32, shape=shape
        )
        for name, shape in shapes.items()
        if len(chosen) or name == "offsets"
    }
    if len(chosen):
        mih.build(columns["value"], chosen, mih.Tables(**tables))
    else:  # an empty file cannot be mapped for writing
        for name, kind in (("ids", np.uint32), ("sides", np.uint16)):
            np.save(building / f"{name}.npy", np.empty(shapes[name], dtype=kind))
    for table in tables.values():
        table.flush()
    files = {name: _sums(building / f"{name}.npy", whole=True) for name in NAMES}
    text = json.dumps(asdict(manifest) | {"files": files})
    (building / "manifest").write_text(f"{text}\n{zlib.crc32(text.encode())}\n", encoding="ascii")
    for path in [*building.iterdir(), building]:
        _sync(path)
    name = f"base-{manifest.horizon}-{secrets.token_hex(4)}"
    building.rename(folder / name)
    _point(folder, name)
    _sweep(folder)
    return name


def read(folder: Path, name: str, *, whole: bool = False) -> tuple[Manifest, Arrays]:
    """A base by its name, mapped. Sizes and some blocks of each file are compared with the manifest, or all of them.

    Raises Corrupt.
    """
    path = folder / name
    manifest = _manifest(path)
    try:
        wrong = [n for n in NAMES if _sums(path / f"{n}.npy", whole=whole) != _stated(manifest, n, whole)]
        if wrong:
            raise Corrupt(f"{wrong[0]}.npy is not what was written")
        arrays = {n: np.load(path / f"{n}.npy", mmap_mode="r") for n in NAMES}
    except (OSError, ValueError) as error:
        raise Corrupt("a file is missing or cannot be read") from error
    return manifest, Arrays(**arrays)


def discard(folder: Path, name: str) -> None:
    """Stop using a base, and remove it. Only with the right of builder()."""
    if current(folder) == name:
        (folder / "CURRENT").unlink(missing_ok=True)
    _sweep(folder)


def _manifest(path: Path) -> Manifest:
    try:
        text, stated = (path / "manifest").read_text(encoding="ascii").splitlines()
        if int(stated) != zlib.crc32(text.encode()):
            raise Corrupt("the manifest is not what was written")
        manifest = Manifest(**json.loads(text))
    except (OSError, ValueError, TypeError) as error:
        raise Corrupt("the manifest cannot be read") from error
    if (manifest.format, manifest.order) != (FORMAT, sys.byteorder) or set(manifest.files or ()) != set(NAMES):
        raise Corrupt("the base is of another version or machine")
    return manifest


def _stated(manifest: Manifest, name: str, whole: bool) -> list[int]:
    return (manifest.files or {})[name][: None if whole else 2]


def _sums(path: Path, *, whole: bool) -> list[int]:
    """Bytes of a file, checksum of some of its blocks from first to last, and of all of it if asked."""
    size = path.stat().st_size
    some = everything = 0
    with path.open("rb", buffering=0) as file:
        for number in range(SAMPLES):
            file.seek(max(0, size - BLOCK) * number // (SAMPLES - 1))
            some = zlib.crc32(file.read(BLOCK), some)
        if not whole:
            return [size, some]
        file.seek(0)
        while part := file.read(1 << 22):
            everything = zlib.crc32(part, everything)
    return [size, some, everything]


def _point(folder: Path, name: str) -> None:
    new = folder / f"CURRENT.{secrets.token_hex(4)}"
    new.write_text(f"{name}\n", encoding="ascii")
    _sync(new)
    new.replace(folder / "CURRENT")
    _sync(folder)


def _sweep(folder: Path) -> None:
    """Remove what no reader will look for: half-written bases and all but the current one."""
    kept = current(folder)
    for path in folder.iterdir():
        if path.name.startswith(("base-", "building-")) and path.name != kept:
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.startswith("CURRENT."):
            path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
