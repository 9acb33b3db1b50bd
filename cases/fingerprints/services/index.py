"""The index of this machine: build it, keep it fresh, answer questions out of it."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import connection

from agencies.events import services as events
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from cases.fingerprints import adapters as matcher
from cases.fingerprints import rebuilding, wire
from cases.fingerprints.adapters import building, door
from cases.fingerprints.adapters import files as base_files
from cases.fingerprints.adapters.matcher import IN_MEMORY
from cases.fingerprints.hits import Hit
from cases.fingerprints.query import Query
from cases.fingerprints.selectors import condition
from cases.fingerprints.services import marks

log = structlog.get_logger(__name__)
ASK_SECONDS = 5.0
CHECK_SECONDS = 86_400.0  # every byte of the files is compared with its checksum so often
FEED_REMEMBERS = "1 day"


class Away(Exception):
    """The matcher does not answer, or does not know what is registered now: nobody may say "no match"."""


def index_build() -> dict[str, Any] | None:
    """Build the index anew out of the database and switch to it; None when another process is building.

    Returns how many values it has, its bytes and the seconds it took. Raises Away without a database.
    """
    started = time.monotonic()
    try:
        made = building.build(_folder())
    except building.Lost as error:
        raise Away from error
    if made is None:
        return None
    seconds = round(time.monotonic() - started, 2)
    (_folder() / "checked").touch()
    log.info("the index was built", values=made.values, seconds=seconds)
    return {"values": made.values, "index_bytes": made.index_size, "bytes": made.size(), "seconds": seconds}


def index_condition(*, whole: bool = False) -> dict[str, Any]:
    """How the index is: usable or why not, values, changes since; `whole` reads every byte. Raises Away."""
    try:
        found = building.condition(_folder(), whole=whole)
    except building.Lost as error:
        raise Away from error
    made = found.manifest
    return {
        "usable": made is not None,
        "damaged": found.damaged,
        "registered": found.registered,
        "values": made.values if made else 0,
        "bytes": made.size() if made else 0,
        "age": round(time.time() - made.built_at) if made else 0,
        "changed": found.changed,
        "withdrawn_for": found.withdrawn_for,
    }


def index_round() -> str:
    """The clock's work: forget old changes, and build or drop the index if that is due; what was done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_matcherfeed_prune(NULL, %s)", [FEED_REMEMBERS])
    try:
        found = index_condition(whole=_unchecked())
    except Away:
        log.warning("the matcher's database does not answer")
        away_note()
        return ""
    done = _kept_up(found)
    if found["registered"] > IN_MEMORY and not (found["usable"] or done == "build"):
        log.error("the index must be built first", command="manage.py matcher_build")
        away_note()
    else:
        events.heartbeat(condition.KNOWS)
    return done


def away_note() -> None:
    """Note that a process could not compare just now, for the pages that say so. Call it outside any transaction."""
    events.heartbeat(condition.AWAY)


def _kept_up(found: dict[str, Any]) -> str:
    """Build or drop the index if that is due; what was done."""
    limits = rebuilding.Limits(settings.MATCH_DELTA_LIMIT, settings.MATCH_ERASE_SECONDS)
    todo = rebuilding.needed(
        limits, registered=found["registered"], indexed=found["usable"], changed=found["changed"],
        withdrawn_for=found["withdrawn_for"], age=found["age"],
    )  # fmt: skip
    if found["damaged"]:
        log.error("the index cannot be used and goes", reason=found["damaged"])
    if todo == "build":
        return "build" if index_build() else ""
    if todo == "drop" or found["damaged"]:
        return "drop" if building.drop(_folder()) else ""
    return ""


def matcher_serve(ready: Callable[[], None]) -> None:
    """Answer the questions of other processes of this machine through MATCH_SOCKET until stopped."""
    door.serve(Path(settings.MATCH_SOCKET), _answer, ready)


def matcher_ask(actor: Actor, *, query: Query) -> list[Hit]:
    """The registrations of the actor's own agency that a file shows; others' are nobody's business. Raises Away.

    No transaction is open while the matcher is asked. Nothing is written.
    """
    rights.require(actor, "fingerprint.read")
    try:
        question = wire.question(marks.marked(query), actor.agency_id)
        hits = wire.answered(door.ask(Path(settings.MATCH_SOCKET), question, ASK_SECONDS))
    except (door.Unanswered, ValueError) as error:
        raise Away from error
    if hits is None:
        raise Away
    return hits


def _answer(question: bytes) -> bytes:
    query, agency_id = wire.asked(question)
    try:
        return wire.answer([hit for hit in matcher.registry().find(query) if hit.agency_id == agency_id])
    except matcher.MatcherAway:
        return wire.answer(None)


def _folder() -> Path:
    return Path(settings.MATCH_INDEX_DIR)


def _unchecked() -> bool:
    """Whether a base is in use whose bytes were not compared for a day; notes that they are now."""
    folder = _folder()
    if not base_files.current(folder):
        return False
    checked = folder / "checked"
    if checked.exists() and time.time() - checked.stat().st_mtime < CHECK_SECONDS:
        return False
    checked.touch()
    return True
