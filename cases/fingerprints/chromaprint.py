"""Sound prints by libchromaprint (LGPL-2.1; Debian's libchromaprint1): 32 bits for each 0.124 s of sound.

The library is looked for when `load` is called and not before, since it brings many others into memory; the sandbox
does that before it shuts. Where it is missing nothing else fails: there is no sound print then.
"""

import ctypes
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

LIBRARY = "libchromaprint.so.1"
PACKAGE = "libchromaprint1"
ALGORITHM = 1  # the library's own default: 4096 samples a frame, two thirds of them shared with the next
RATE = 11_025  # samples a second, mono, 16 bits
WORD_SECONDS = 1365 / RATE  # from one word to the next

_held: dict[str, Any] = {}


class NoLibrary(Exception):
    """libchromaprint is not installed on this machine."""


def available() -> bool:
    """Whether the library can be loaded; loads it."""
    try:
        load()
    except NoLibrary:
        return False
    return True


def load() -> Any:
    """The library, loaded once a process. Raises NoLibrary."""
    if "library" not in _held:
        try:
            library = ctypes.CDLL(LIBRARY)
        except OSError as error:
            raise NoLibrary(PACKAGE) from error
        library.chromaprint_new.restype = ctypes.c_void_p
        library.chromaprint_new.argtypes = [ctypes.c_int]
        for name in ("start", "feed", "finish", "get_raw_fingerprint", "free"):
            function = getattr(library, f"chromaprint_{name}")
            function.argtypes = [ctypes.c_void_p, *_MORE[name]]
        library.chromaprint_dealloc.argtypes = [ctypes.c_void_p]
        _held["library"] = library
    return _held["library"]


def words(chunks: Iterable[NDArray[np.int16]]) -> NDArray[np.uint32]:
    """The words of a sound given in chunks of samples (RATE, mono). None for less than about 3 s. Raises NoLibrary."""
    library = load()
    context = library.chromaprint_new(ALGORITHM)
    if not context:
        raise MemoryError
    try:
        good = library.chromaprint_start(context, RATE, 1)
        for chunk in chunks:
            samples = np.ascontiguousarray(chunk, dtype=np.int16)
            good = good and library.chromaprint_feed(context, samples.ctypes.data, len(samples))
        if not good or not library.chromaprint_finish(context):
            return np.zeros(0, np.uint32)
        return _raw(library, context)
    finally:
        library.chromaprint_free(context)


def _raw(library: Any, context: Any) -> NDArray[np.uint32]:
    held, count = ctypes.c_void_p(), ctypes.c_int()
    if not library.chromaprint_get_raw_fingerprint(context, ctypes.byref(held), ctypes.byref(count)) or not held.value:
        return np.zeros(0, np.uint32)
    try:
        return np.frombuffer(ctypes.string_at(held.value, 4 * count.value), dtype=np.uint32).copy()
    finally:
        library.chromaprint_dealloc(held)


_MORE: dict[str, list[Any]] = {
    "start": [ctypes.c_int, ctypes.c_int],
    "feed": [ctypes.c_void_p, ctypes.c_int],
    "finish": [],
    "get_raw_fingerprint": [ctypes.c_void_p, ctypes.c_void_p],
    "free": [],
}
