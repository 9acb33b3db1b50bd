"""The registry as the matcher sees it: parallel arrays of every agency's live values."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

KINDS = {"pdq": 0, "frame": 1, "sha256": 2}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """N values (N x 32 bytes) with owner, registration, kind (see KINDS), quality 0-100 and milliseconds into the clip.

    `version` is (rows, highest id) of the table when it was read.
    """

    version: tuple[int, int]
    agency: NDArray[np.int64]
    fingerprint: NDArray[np.int64]
    kind: NDArray[np.int8]
    value: NDArray[np.uint8]
    quality: NDArray[np.int16]
    at_ms: NDArray[np.int64]
