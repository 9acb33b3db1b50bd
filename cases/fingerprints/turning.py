"""The hashes of a picture in its eight turns, made out of one hash when the picture itself is not there.

A turn or a mirror changes the sign of half of the frequencies and, for a quarter turn, exchanges rows and columns. A bit
says whether its frequency lies above the median; the median is near zero, so a changed sign is a changed bit, except for
the few frequencies between the median and its negative. Hashes of the turned picture differ from these in a few bits.
"""

import numpy as np

BASE = 16
TURNS = 8

_ODD = np.arange(BASE) % 2 == 0  # index 0 is frequency 1
_DOWN, _ACROSS = np.broadcast_to(_ODD[:, None], (BASE, BASE)), np.broadcast_to(_ODD[None, :], (BASE, BASE))
_NONE = np.zeros((BASE, BASE), dtype=bool)
# In the order of pdq.TURNS: whether rows and columns are exchanged first, and which bits change then.
_WAYS = (
    (False, _NONE), (True, _DOWN), (False, _DOWN ^ _ACROSS), (True, _ACROSS),
    (False, _DOWN), (False, _ACROSS), (True, _NONE), (True, _DOWN ^ _ACROSS),
)  # fmt: skip


def turned(bits: bytes) -> tuple[bytes, ...]:
    """The eight hashes (32 bytes each) in the order of pdq.TURNS, the given one first. Raises ValueError for another length."""
    if len(bits) != BASE * BASE // 8:
        raise ValueError("a hash has 32 bytes")
    marks = np.unpackbits(np.frombuffer(bits, dtype=np.uint8))[::-1].reshape(BASE, BASE).astype(bool)
    found = [(marks.T if exchanged else marks) ^ changed for exchanged, changed in _WAYS]
    return tuple(np.packbits(each.reshape(-1)[::-1]).tobytes() for each in found)
