"""Trying a source: its kind's first requests are sent once, and what they lead to is told. Nothing is compared or kept.

The answer lies sealed in a row of its own for an hour, because a page that a person opens has no network.
"""

import json
import time
from dataclasses import fields as names_of
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.doors.adapters.http import Client
from agencies.doors.exchange import Fetched, FetchLimits, Refused, Unreachable
from agencies.events import services as events
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from cases.detection import selectors
from cases.detection.models import SourceTrial, WatchSource
from cases.detection.reading import MEDIA, Answer, Ask, Kind, Place
from cases.detection.services import placing
from cases.detection.sources import KINDS
from cases.detection.states import TrialState
from cases.detection.trial import Outcome
from cases.detection.wish import Wish

FIRST = 3  # requests of one trial
SECONDS = 20.0  # for all of them
WINDOW, MOST = timedelta(minutes=10), 10  # trials of one person
KEPT = 3600.0  # s


@verb("source.test")
def trial_ask(actor: Actor, *, wish: Wish, source_id: int | None = None) -> SourceTrial:
    """Have a source tried once, kept or not; raises Invalid as keeping it would, Conflict after too many trials."""
    row = selectors.source(actor, source_id) if source_id is not None else None
    placing.checked(actor, wish, row)
    rows = SourceTrial.objects.visible_to(actor)
    if rows.filter(asked_by=actor.user_id, asked_at__gte=timezone.now() - WINDOW).count() >= MOST:
        message = _("You have tried %(most)s sources within ten minutes. Wait a little; nothing was sent.")
        raise Conflict(message % {"most": MOST})
    trial = SourceTrial.objects.create(
        agency_id=actor.agency_id, source_ref=source_id, asked_by=actor.user_id, request=wish.text()
    )
    events.enqueue("cases.detection.trial", agency_id=actor.agency_id, key=f"trial:{trial.pk}", trial_id=trial.pk)
    events.enqueue(
        "cases.detection.trial_forget", agency_id=actor.agency_id, key=f"trial_forget:{trial.pk}", delay=KEPT,
        trial_id=trial.pk,
    )  # fmt: skip
    audit.record(actor, "source.test", subject_kind="sourcetrial", subject_id=trial.pk, source=source_id)
    return trial


def trial_run(actor: Actor, *, trial_id: int) -> None:
    """Send the first requests, with no transaction open, and keep what they lead to."""
    with tenant_scope(actor.agency_id):
        row = SourceTrial.objects.visible_to(actor).filter(id=trial_id, state=TrialState.WAITING).first()
        wish = Wish.of(row.request) if row is not None else None
        numbers = [row.source_ref] if row is not None and row.source_ref is not None else []
        source = WatchSource.objects.visible_to(actor).filter(id__in=numbers).first()
        held = placing.secrets(source) if source is not None else {}
    if row is None or wish is None:
        return
    kind = KINDS[wish.kind]
    options = {**held, **{name: value for name, value in wish.options.items() if value}}
    url = placing.address(wish.url).url
    outcome = look(kind, Place(url, depth=wish.depth, language=wish.language, options=options))
    with tenant_scope(actor.agency_id):
        waiting = SourceTrial.objects.visible_to(actor).filter(id=row.pk, state=TrialState.WAITING)
        if (found := waiting.select_for_update().first()) is not None:
            found.outcome, found.state, found.done_at = json.dumps(outcome.values()), TrialState.DONE, timezone.now()
            found.save(update_fields=["outcome", "state", "done_at"])


def trial_forget(actor: Actor, *, trial_id: int) -> None:
    """Erase a trial."""
    with tenant_scope(actor.agency_id):
        SourceTrial.objects.visible_to(actor).filter(id=trial_id).delete()


def look(kind: Kind, place: Place) -> Outcome:
    """What a visit's first requests lead to: at most FIRST of them, SECONDS for all. Files are asked for by HEAD only."""
    asks = kind.start(place)
    outcome = Outcome(asked=len(asks))
    until = time.monotonic() + SECONDS
    with Client(policy=selectors.policy(), limits=_limits(SECONDS)) as client:
        for ask in asks[:FIRST]:
            left = until - time.monotonic()
            if left < 1.0:
                outcome.trouble(ask.url, "too_slow")
                break
            _one(outcome, client, kind, place, ask, left)
    for ask in asks:
        outcome.leads("media" if ask.role == MEDIA else "page", ask.url)
    return outcome


def _limits(seconds: float) -> FetchLimits:
    return FetchLimits(max_bytes=selectors.PAGE_BYTES, deadline=seconds, user_agent=settings.CRAWL_USER_AGENT)


def _one(outcome: Outcome, client: Client, kind: Kind, place: Place, ask: Ask, left: float) -> None:
    file = ask.role == MEDIA
    headers = {"accept": ask.accept} if ask.accept else {}
    try:
        got = client.fetch(ask.url, headers=headers, method="HEAD" if file else "GET", limits=_limits(left))
    except (Refused, Unreachable) as error:
        outcome.trouble(ask.url, str(error.reason))
        return
    outcome.answered(len(got.body))
    if got.status != 200:
        outcome.trouble(ask.url, f"status_{got.status}")
    elif not file:
        _read(outcome, kind, place, ask, got)


def _read(outcome: Outcome, kind: Kind, place: Place, ask: Ask, got: Fetched) -> None:
    if got.header("content-type").lower().startswith(("image/", "video/", "audio/")):
        outcome.leads("media", got.url_final)  # a file in the place of a page: it is not looked at here
        return
    reading = kind.read(place, ask, Answer.of(got))
    if reading.trouble:
        outcome.trouble(ask.url, reading.trouble)
    for shown in reading.media:
        outcome.leads("media", shown.url)
    for further in reading.asks:
        outcome.leads("media" if further.role == MEDIA else "page", further.url)
    outcome.items += len(reading.items)
    outcome.outside += len(reading.outside)


def fields(wish: Wish) -> dict[str, Any]:
    """A wish as arguments."""
    return {each.name: getattr(wish, each.name) for each in names_of(wish)}


def wish_of(row: WatchSource) -> Wish:
    """A source as it is, without its secrets; it may be watched twice, because it is."""
    own = {option.name for option in KINDS[row.kind].options} if row.kind in KINDS else set()
    return Wish(
        name=row.name, url=row.url, country=row.country, language=row.language, depth=row.depth,
        cadence_seconds=row.cadence_seconds, legal_note=row.legal_note, kind=row.kind,
        options={name: value for name, value in row.options.items() if name in own}, page_budget=row.page_budget,
        quiet_from=row.quiet_from, quiet_until=row.quiet_until, quiet_zone=row.quiet_zone, owner_id=row.owner_id,
        twice=True,
    )  # fmt: skip
