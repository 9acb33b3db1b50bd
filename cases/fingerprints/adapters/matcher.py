"""The registry as this process knows it: the current base and what changed since, followed through the feed."""

import time
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from django.conf import settings

from cases.fingerprints.adapters import files
from cases.fingerprints.adapters.feed import Changes, Feed, Lost, Place
from cases.fingerprints.base import Base
from cases.fingerprints.matching import Registry
from cases.fingerprints.stored import StoredValues

log = structlog.get_logger(__name__)
IN_MEMORY = 1_000_000  # values that are read and searched without a base, until one is built
TOGETHER = 50_000  # entries that are asked for at once


class MatcherAway(Exception):
    """What is registered now is not known here, so nobody may say "no match"."""


@dataclass(slots=True)
class _State:
    """What a process knows; a fork goes on from there with a connection of its own."""

    feed: Feed | None = None
    address: str = ""
    values: StoredValues | None = field(default=None, repr=False)
    place: Place | None = None
    base: str = ""  # name of the base that was looked at, also if it was refused
    registry: Registry | None = field(default=None, repr=False)
    read_at: float = 0.0


_state = _State()


def disconnect() -> None:
    """Close this process's connection and forget what it read; the next look-up begins anew."""
    if _state.feed is not None and _state.feed.usable:
        _state.feed.close()
    _state.feed = _state.values = _state.registry = None


def registry() -> Registry:
    """The live values of all agencies, as of now; raises MatcherAway.

    When the database does not answer, what was read last serves for MATCH_MAX_LAG_SECONDS.
    """
    asked_at = time.monotonic()
    try:
        _follow(_feed())
    except Lost as error:
        _state.feed = None
        log.warning("the matcher's database does not answer", error=type(error).__name__)
        if _state.registry is None or asked_at - _state.read_at > settings.MATCH_MAX_LAG_SECONDS:
            raise MatcherAway from error
        return _state.registry
    if _state.registry is None:
        raise MatcherAway
    _state.read_at = asked_at
    return _state.registry


def _feed() -> Feed:
    if _state.address != settings.MATCHER_DATABASE_URL:
        disconnect()
    if _state.feed is None or not _state.feed.usable:
        _state.feed, _state.address = Feed(), settings.MATCHER_DATABASE_URL
    return _state.feed


def _follow(feed: Feed) -> None:
    """Bring this process's values up to now."""
    values, place, name = _state.values, _state.place, files.current(Path(settings.MATCH_INDEX_DIR))
    if values is None or place is None or name != _state.base or _wasteful(values):
        return _load(feed, name)
    changes = feed.changes(place)
    if changes.place.feed != place.feed or changes.floor > place.horizon:
        return _load(feed, name)
    _state.place = changes.place
    if changes.entries:
        _apply(feed, values, changes)
        values.version = (values.version[0] + changes.added, 0)
        _state.registry = Registry(values)


def _wasteful(values: StoredValues) -> bool:
    """Many values came and went again, and no base takes their place."""
    return values.base is None and values.changed[0] > 2 * len(values) + TOGETHER


def _load(feed: Feed, name: str) -> None:
    """Begin with the base of this name, if it can be used, or with everything; forgets what was known."""
    _state.values = _state.registry = None
    with feed.moment():
        here = feed.changes(None)
        opened = _open(name, here) if name else None
        if opened is None:
            if feed.count() > IN_MEMORY:
                log.warning("the index must be built first", command="manage.py matcher_build")
                raise MatcherAway
            values, place = StoredValues(), here.place
            values.put(*feed.entries())
        else:
            values, base_place = opened
            changes = feed.changes(base_place)
            _apply(feed, values, changes)
            place = changes.place
        values.version = (feed.added(), 0)
    _state.values, _state.place, _state.base, _state.registry = values, place, name, Registry(values)


def _open(name: str, here: Changes) -> tuple[StoredValues, Place] | None:
    """The base of this name, unless it is damaged, of another database, or older than what the feed remembers."""
    try:
        manifest, arrays = files.read(Path(settings.MATCH_INDEX_DIR), name)
    except files.Corrupt as error:
        log.error("the index is damaged and is not used", reason=str(error))
        return None
    if manifest.feed != here.place.feed or not here.floor <= manifest.horizon <= here.place.horizon:
        log.warning("the index does not belong to this state of the database and is not used")
        return None
    return StoredValues(Base(arrays, manifest.highest)), Place(manifest.feed, manifest.horizon)


def _apply(feed: Feed, values: StoredValues, changes: Changes) -> None:
    """Changed entries as they are now: here, or gone."""
    changed = dict(changes.entries)
    numbers = list(changed)
    for start in range(0, len(numbers), TOGETHER):
        part = numbers[start : start + TOGETHER]
        entries, columns = feed.entries(part)
        values.put(entries, columns)
        for number in set(part) - set(entries.tolist()):
            values.bury(number, changed[number])
