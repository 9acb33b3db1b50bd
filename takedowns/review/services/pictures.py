"""Picture on demand (HARMS 4): fetched again through the guard, covered in the sandbox, streamed out of memory, forgotten.

This process itself runs the decoder and holds nothing but its small grey pictures, for at most a minute. How far the
picture is uncovered is a number in a row: the stream reads it, so a hold that is asked for in another process works, and no
picture ever passes through the database, the broker, a disk or a log.
"""

import contextlib
import json
import secrets
import struct
import threading
import time
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, NotFound
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from cases.casework.states import protected
from cases.detection import selectors as detection
from cases.detection.adapters import covers
from cases.detection.adapters.covers import Covered
from cases.detection.states import MatchState
from cases.fingerprints import covering
from cases.intake import personal
from takedowns.review import selectors, words
from takedowns.review.models import ReviewItem
from takedowns.review.states import UNDECIDED, NoPicture
from takedowns.wellbeing import limits
from takedowns.wellbeing import selectors as figures
from takedowns.wellbeing import services as wellbeing
from takedowns.wellbeing.models import PictureLook
from takedowns.wellbeing.states import Outcome

MOST = len(covering.DOTS) - 1
STILL = 3  # the step that is shown without scripts
TICK, IDLE, ALIVE = 0.2, 20.0, 1.0  # seconds: between two looks at the row; covered until it ends; a sign of life
ROOM = threading.BoundedSemaphore(2)  # streams at a time in one process, so that pages go on
HEAD, NOTHING, END = struct.Struct(">BI"), 254, 255
HARMFUL = {"retaliates", "hostile"}  # HARMS 26: who watches its visitors
SURELY = {personal.Personal.INVITATION, personal.Personal.DRIVE, personal.Personal.CHAT, personal.Personal.TRACKED}


def no_picture(item: ReviewItem) -> NoPicture | None:
    """Why the picture of this package is not fetched for anybody; None: it may be asked for."""
    match, provider = item.notice.match, item.notice.provider
    checks = {
        NoPicture.PROTECTED: protected(item.case.age_band),
        NoPicture.QUIET: item.case.quiet,
        NoPicture.ONE_PERSON: personal.why(match.page_url) is not None or personal.why(match.media_url) in SURELY,
        NoPicture.HARMFUL: provider is not None and provider.risk in HARMFUL,
        NoPicture.GONE: match.state == MatchState.REMOVED or not match.media_url,
        NoPicture.DECIDED: item.state not in UNDECIDED,
    }
    return next((why for why, holds in checks.items() if holds), None)


@verb("picture.show")
def picture_ask(actor: Actor, *, item_id: int, why: str) -> PictureLook:
    """Begin one look at the picture of a package that the officer holds; raises Conflict with what stands against it."""
    item = selectors.item(actor, item_id)
    refused = no_picture(item)
    if refused is not None:
        raise Conflict(_(words.NO_PICTURE[refused]))
    if item.held_by != actor.user_id or item.held_until is None or item.held_until <= timezone.now():
        raise Conflict(_("Take this package first: its picture is shown to the officer who decides."))
    look = wellbeing.look_open(actor, item_id=item.pk, why=why)
    # That material was looked at is part of the trail; seconds and reveals are not.
    audit.record(actor, "picture.ask", subject_kind="reviewitem", subject_id=item.pk, case_id=item.case_id, why=why)
    return look


def picture_begin(actor: Actor, *, look_id: int) -> bool:
    """Take the one fetch of a look; False when it was taken before, or the look is over. Raises NotFound."""
    with tenant_scope(actor.agency_id):
        figures.look(actor, look_id)
        return wellbeing.look_fetch(actor, look_id=look_id)


def picture_stream(actor: Actor, *, look_id: int) -> Iterator[bytes]:
    """Messages (1 byte, 4 bytes length, content) for at most a minute: 0 to MOST a JPEG file of that step, END the outcome.

    For the caller's answer, outside any transaction; when the reader goes away it ends by itself.
    """
    outcome = Outcome.UNREACHABLE
    try:
        if not ROOM.acquire(timeout=5):
            return
        try:
            found = _fetched(actor, look_id)
            outcome = Outcome(found.trouble) if found.trouble else Outcome.SHOWN
            if found.steps:
                yield from _shown(actor, look_id, found.steps)
        finally:
            ROOM.release()
        yield _message(END, json.dumps({"outcome": outcome}).encode())
    finally:
        wellbeing.look_end(actor, look_id=look_id, outcome=outcome)


def picture_still(actor: Actor, *, look_id: int) -> Iterator[bytes]:
    """One JPEG file, still covered, for a page without scripts; nothing when there is none."""
    outcome = Outcome.UNREACHABLE
    try:
        found = _fetched(actor, look_id)
        outcome = Outcome(found.trouble) if found.trouble else Outcome.SHOWN
        if found.steps:
            wellbeing.look_count(actor, look_id=look_id, seconds=limits.STILL_FOR.total_seconds(), reveals=1)
            yield found.steps[STILL]
    finally:
        wellbeing.look_end(actor, look_id=look_id, outcome=outcome)


def _fetched(actor: Actor, look_id: int) -> Covered:
    with tenant_scope(actor.agency_id):
        item = selectors.item(actor, figures.look(actor, look_id).item_id)
        refused, known, url = no_picture(item), item.case.golden, item.notice.match.media_url
    if refused is not None:
        return Covered(trouble="gone" if refused == NoPicture.GONE else "refused")
    if known:  # there is nothing behind it, and nobody is asked
        time.sleep(0.3 + secrets.randbelow(1000) / 1000)
        return Covered(trouble="unreachable")  # "gone" would be a ground to close a right one
    return covers.covered(url, policy=detection.policy(), limits=detection.media_limits())


def _shown(actor: Actor, look_id: int, steps: tuple[bytes, ...]) -> Iterator[bytes]:
    """The step that the row asks for, whenever it is another one; what was uncovered is counted as the server sent it."""
    began = before = alive = covered_at = time.monotonic()
    level, seconds, reveals = -1, 0.0, 0
    try:
        while time.monotonic() - began < limits.SHOWN_FOR.total_seconds():
            wanted = None
            with contextlib.suppress(NotFound):
                wanted = wellbeing.look_level(actor, look_id=look_id)
            now = time.monotonic()
            seconds, before = seconds + (now - before if level > 0 else 0.0), now
            covered_at = covered_at if level <= 0 else now
            if wanted is None or now - covered_at > IDLE:
                return
            if wanted != level:
                reveals, level, alive = reveals + (level <= 0 < wanted), wanted, now
                yield _message(level, steps[min(level, MOST)])
            elif now - alive > ALIVE:
                alive = now
                yield _message(NOTHING, b"")
            time.sleep(TICK)
    finally:
        wellbeing.look_count(actor, look_id=look_id, seconds=round(seconds, 2), reveals=reveals)


def _message(kind: int, content: bytes) -> bytes:
    return HEAD.pack(kind, len(content)) + content
