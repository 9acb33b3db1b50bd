"""Build a base out of the database, and say how the one in use is."""

import time
from dataclasses import dataclass
from pathlib import Path

from cases.fingerprints.adapters import files
from cases.fingerprints.adapters.feed import Feed, Lost
from cases.fingerprints.adapters.files import Corrupt, Manifest
from cases.fingerprints.base import arranged

__all__ = ["Condition", "Lost", "build", "condition", "drop"]


@dataclass(frozen=True, slots=True)
class Condition:
    """The index of this machine: its manifest if it can be used, and what changed since (or all that is registered)."""

    manifest: Manifest | None
    damaged: str
    registered: int
    changed: int
    withdrawn_for: float  # seconds since the first withdrawal that the base does not know


def condition(folder: Path, *, whole: bool = False) -> Condition:
    """Look at the base in use, at every byte if `whole`, and at the feed. Raises Lost."""
    manifest, damaged = None, ""
    if name := files.current(folder):
        try:
            manifest, _ = files.read(folder, name, whole=whole)
        except Corrupt as error:
            damaged = str(error)
    feed = Feed()
    try:
        here = feed.changes(None)
        if manifest and (manifest.feed != here.place.feed or not here.floor <= manifest.horizon <= here.place.horizon):
            manifest, damaged = None, "it does not belong to this state of the database"
        changed, withdrawn_for = feed.since(manifest.snapshot) if manifest else (0, 0.0)
        return Condition(manifest, damaged, feed.count(), changed, withdrawn_for)
    finally:
        feed.close()


def build(folder: Path) -> Manifest | None:
    """Write a base of what is registered now and put it in use; None when somebody else is building. Raises Lost."""
    with files.builder(folder) as mine:
        if not mine:
            return None
        feed = Feed()
        try:
            with feed.moment():
                place, snapshot = feed.changes(None).place, feed.snapshot()
                entries, columns = feed.entries()
        finally:
            feed.close()
        highest = int(entries.max()) if len(entries) else 0
        manifest = Manifest(place.feed, place.horizon, snapshot, len(entries), highest, time.time())
        made = files.write(folder, arranged(entries, columns), manifest)
        return files.read(folder, made)[0]


def drop(folder: Path) -> bool:
    """Stop using a base that is damaged or no longer needed; False when somebody is building."""
    with files.builder(folder) as mine:
        if mine:
            files.discard(folder, files.current(folder))
        return mine
