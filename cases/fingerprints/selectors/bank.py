"""Reads of the negative bank; a process keeps its values and reads them again when the table changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.db.models import Count, Max, QuerySet

from cases.fingerprints.models.guards import NegativeValue
from cases.fingerprints.search import Index


@dataclass(slots=True)
class _Kept:
    """The bank as this process read it last."""

    version: tuple[int, int] = (-1, -1)
    index: Index | None = field(default=None, repr=False)


_kept = _Kept()


def entries() -> QuerySet[NegativeValue]:
    """All values, newest first."""
    return NegativeValue.objects.order_by("-id")


def listed(hashes: Sequence[bytes], marks: Iterable[tuple[str, bytes]], share: float = 0.5) -> bool:
    """Whether at least `share` of these hashes (32 bytes) lie within 31 bits of the bank, or a keyed digest equals one.

    One title card does not make a clip a published one, so a clip needs a share of its frames; a picture has one hash.
    `marks`: (kind, digest.mark). Each picture of the bank stands there in its eight turns. Which entry it was is not told.
    """
    if any(NegativeValue.objects.filter(kind=kind, value=mark).exists() for kind, mark in marks):
        return True
    index = _index() if hashes else None
    near = {number for number, _id, _distance in index.search(hashes)} if index is not None else set()
    return bool(near) and len(near) >= share * len(hashes)


def _index() -> Index | None:
    state = NegativeValue.objects.filter(kind="pdq").aggregate(rows=Count("id"), highest=Max("id"))
    version = (int(state["rows"]), int(state["highest"] or 0))
    if version != _kept.version:
        rows = NegativeValue.objects.filter(kind="pdq", id__lte=version[1]).order_by("id").values_list("id", "value")
        ids, values = [], []
        for number, value in rows:
            ids.append(number)
            values.append(bytes(value))
        bits = np.frombuffer(b"".join(values), dtype=np.uint8).reshape(-1, 32)
        _kept.index = Index(np.array(ids, dtype=np.int64), bits) if ids else None
        _kept.version = version if len(ids) == version[0] else (-1, -1)
    return _kept.index
