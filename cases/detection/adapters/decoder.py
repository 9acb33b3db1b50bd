"""Hashes of media from strangers, made by a child process that may do nothing else.

The bytes go to the child through a pipe and never touch a disk. Whatever a hostile file does, the caller gets a
DecodeFailure and never an exception: the child is bounded in memory and processor time, and ended with its whole
process group when it does not answer in time. One child serves one process; threads take turns.
"""

import contextlib
import functools
import json
import math
import os
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from cases.detection.adapters import wire
from cases.fingerprints import digest, pdq
from cases.fingerprints.options import Options
from cases.fingerprints.query import Query, QueryPatch, Sample, Second, View

T = TypeVar("T")
PLAIN, DETAILED = "cases.fingerprints.sandbox", "cases.fingerprints.detailed"
ROOT = Path(__file__).resolve().parents[3]
ENVIRONMENT = {
    "PATH": os.defpath,
    "PYTHONPATH": str(ROOT),
    "OPENBLAS_NUM_THREADS": "1",
    # Where machine code was put when `make` prepared; unless told, it lies beside the modules.
    **({"NUMBA_CACHE_DIR": os.environ["NUMBA_CACHE_DIR"]} if os.environ.get("NUMBA_CACHE_DIR") else {}),
    # glibc keeps the memory of one picture for the next; giving it back each time doubles the time of a picture.
    "MALLOC_MMAP_THRESHOLD_": "33554432",
    "MALLOC_TRIM_THRESHOLD_": "134217728",
}
START_SECONDS = 30.0  # allowed once for starting the child, beside the limit of the first file


@dataclass(frozen=True, slots=True)
class DecodeLimits(Options):
    """Options, with what is watched from outside: bytes, seconds of wall time."""

    max_bytes: int = 200_000_000
    wall_seconds: float = 40.0


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a file shows. A still picture has one sample; `complete` is False if a limit cut a long file short."""

    media: str
    sha256: str
    md5: str
    width: int
    height: int
    seconds: float | None
    complete: bool
    samples: tuple[Sample, ...]
    sound: tuple[Second, ...] = ()

    @property
    def query(self) -> Query:
        """What the registry is asked with."""
        return Query(self.sha256, self.md5, self.samples, self.sound)


@dataclass(frozen=True, slots=True)
class DecodeFailure:
    """A file without hashes, and why: one of REASONS. Its digests still find exact copies."""

    reason: str
    sha256: str
    md5: str

    @property
    def query(self) -> Query:
        """What the registry is asked with: digests alone."""
        return Query(self.sha256, self.md5)


REASONS = (
    "format",  # neither a picture nor a video that we read
    "truncated",  # it ends too early
    "broken",
    "too-many-pixels",
    "too-large",  # more bytes than allowed
    "memory",
    "time",  # over the limit of processor or wall time
    "crashed",  # the child ended or answered nonsense
)


class _Failed(Exception):
    """The child could not answer."""


class Decoder:
    """A child process that is started when first needed, and again after a failure or `recycle_after` files."""

    def __init__(self, *, memory_bytes: int = 2_000_000_000, recycle_after: int = 500) -> None:
        self.memory_bytes = memory_bytes
        self.recycle_after = recycle_after
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._served = 0
        self._able: frozenset[str] = frozenset()
        self._lock = threading.Lock()
        _decoders.add(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def decode(
        self, data: bytes, *, kind_hint: str = "", limits: DecodeLimits | None = None
    ) -> Decoded | DecodeFailure:
        """The hashes of a file. `kind_hint`, what the sender calls it, is not believed: its first bytes decide."""
        return self.read(data, limits or DecodeLimits(), _decoded)

    def read(
        self, data: bytes, limits: DecodeLimits, make: Callable[[dict[str, Any], dict[str, str]], T]
    ) -> T | DecodeFailure:
        """What `make` makes of the child's answer and the file's digests; it raises ValueError for an answer that is none."""
        digests = {"sha256": digest.sha256(data), "md5": digest.md5(data)}
        if len(data) > limits.max_bytes:
            return DecodeFailure("too-large", **digests)
        with self._lock:
            try:
                answer = self._ask(data, limits)
                if not answer.pop("ok"):
                    reason = answer["reason"]
                    return DecodeFailure(reason if reason in REASONS else "crashed", **digests)
                return make(answer, digests)
            except _Failed as error:
                return DecodeFailure(str(error), **digests)
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):  # a child that was taken over
                self._end()
                return DecodeFailure("crashed", **digests)

    def close(self) -> None:
        """Ends the child. The decoder can be used again."""
        with self._lock:
            self._end()

    def _ask(self, data: bytes, limits: DecodeLimits) -> dict[str, Any]:
        wanted = {"sound": limits.sound_seconds > 0, "patches": limits.patches}
        fresh = self._start(frozenset(name for name, asked in wanted.items() if asked))
        assert self._child and self._child.stdin and self._child.stdout
        pipes = wire.Wire(
            self._child.stdin, self._child.stdout, time.monotonic() + limits.wall_seconds + fresh * START_SECONDS
        )
        try:
            head = json.dumps({"size": len(data), **_told(limits)}).encode()
            pipes.send([wire.LENGTH.pack(len(head)) + head, data])
            answer: dict[str, Any] = json.loads(pipes.message())
        except TimeoutError as error:
            self._end()
            raise _Failed("time") from error
        except (OSError, EOFError, ValueError) as error:
            status = self._end()
            raise _Failed("time" if status == -signal.SIGPROF else "crashed") from error
        self._served += 1
        if answer.get("reason") == "memory" or self._served >= self.recycle_after:
            self._end()
        return answer

    def _start(self, wanted: frozenset[str]) -> bool:
        """Makes sure that this process has a living child that can do what is wanted; True if it is a new one.

        Once wanted, an ability stays: else files by turns would start one child after the other.
        """
        alive = self._child and self._owner == os.getpid() and self._child.poll() is None
        if alive and wanted <= self._able:
            return False
        self._end()
        self._able |= wanted
        program = DETAILED if "patches" in self._able else PLAIN
        self._child = subprocess.Popen(
            [sys.executable, "-B", "-m", program, str(self.memory_bytes), *sorted(self._able & {"sound"})],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=ENVIRONMENT,
            start_new_session=True,
        )
        assert self._child.stdin
        wire.widen(self._child.stdin)
        self._owner, self._served = os.getpid(), 0
        return True

    def _end(self) -> int | None:
        """Ends the child and its process group; its exit status, or None if there was none."""
        child, self._child = self._child, None
        if child is None:
            return None
        if self._owner == os.getpid():
            _kill(child)
            child.wait()
        for pipe in (child.stdin, child.stdout):
            with contextlib.suppress(OSError):  # a broken pipe cannot be flushed
                assert pipe is not None
                pipe.close()
        return child.returncode

    def _forget(self) -> None:
        """After a fork: the child belongs to the other process, and a thread that held the lock is gone."""
        self._lock = threading.Lock()
        child, self._child = self._child, None
        for pipe in (child.stdin, child.stdout) if child else ():
            assert pipe is not None
            with contextlib.suppress(OSError):
                os.close(pipe.fileno())  # not close(): that would send what the other process has not yet sent


_decoders: "weakref.WeakSet[Decoder]" = weakref.WeakSet()


def _forget_all() -> None:
    for decoder in _decoders:
        decoder._forget()


os.register_at_fork(after_in_child=_forget_all)


def _kill(child: "subprocess.Popen[bytes]") -> None:
    if child.returncode is None:  # else its number may already be another's
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)


@functools.lru_cache(maxsize=64)
def _told(limits: DecodeLimits) -> dict[str, Any]:
    return asdict(limits)


def _decoded(answer: dict[str, Any], digests: dict[str, str]) -> Decoded:
    """The answer with every value checked: the child worked on hostile bytes and is not believed either."""
    media = answer["media"]
    if media not in digest.MEDIA or not answer["samples"]:
        raise ValueError("answer")
    return Decoded(
        media=media,
        **digests,
        width=int(answer["width"]),
        height=int(answer["height"]),
        seconds=None if answer["seconds"] is None else float(answer["seconds"]),
        complete=bool(answer["complete"]),
        samples=tuple(_sample(raw) for raw in answer["samples"]),
        sound=tuple(Second(float(raw["t"]), _bits(raw["bits"])) for raw in answer.get("sound", [])),
    )


def _sample(raw: dict[str, Any]) -> Sample:
    views = tuple(View(str(view["part"])[:40], _turns(view)) for view in raw["views"])
    if not views:
        raise ValueError("answer")
    return Sample(float(raw["t"]), views, tuple(map(_patch, raw["patches"])))


def _patch(raw: dict[str, Any]) -> QueryPatch:
    x, y, side = map(float, raw["place"])
    if not math.isfinite(x + y + side):
        raise ValueError("answer")
    return QueryPatch(_bits(raw["bits"]), int(raw["spot"]), (x, y, side), bool(raw["own"]), bool(raw["drawn"]))


def _bits(value: str) -> bytes:
    bits = bytes.fromhex(value)
    if len(bits) != 32:
        raise ValueError("answer")
    return bits


def _turns(raw: dict[str, Any]) -> tuple[pdq.Pdq, ...]:
    quality = int(raw["quality"])
    turns = tuple(pdq.Pdq(_bits(value), quality) for value in raw["turns"])
    if not 0 <= quality <= 100 or len(turns) != len(pdq.TURNS):
        raise ValueError("answer")
    return turns
