"""Keep every copy of a find, tell which files are one, and let the find show the strongest; in the caller's transaction."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from functools import reduce
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy.actor import Actor
from cases.detection import keys, pagefold
from cases.detection.models import Match, MatchCopy
from cases.detection.services import frontier
from cases.detection.states import MatchState
from cases.detection.strength import NEAR, apart, comparable, strength, surer

LOCK = 7318
MOST = 200  # copies that are kept of one find; a page may show the same a thousand times
COMPARED = 500  # copies of one registration that a new one is compared with
OPEN = (MatchState.FOUND, MatchState.READY)


def case_lock(case_id: int) -> None:
    """Let one worker after the other record finds of a case, until the transaction ends: what belongs together is seen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, f"finds of {case_id}"])


def medium_mark(actor: Actor, case_id: int, sha256: str) -> str:
    """What stands for a file within a case, 32 hex digits; without the key nobody can ask for one."""
    message = f"medium|{actor.agency_id}|{case_id}|{sha256}".encode()
    return hmac.new(frontier.mark_key(), message, hashlib.sha256).hexdigest()[:32]


def cluster_of(actor: Actor, copy: MatchCopy) -> str:
    """The mark of the file that this copy is one of: the same bytes, or nearly the same picture; its own if it is new."""
    rows = MatchCopy.objects.visible_to(actor).filter(case_id=copy.case_id)
    same = rows.filter(medium_mark=copy.medium_mark).values_list("cluster", flat=True).first()
    if same is not None:
        return str(same)
    if comparable(copy):
        alike = rows.filter(
            fingerprint_id=copy.fingerprint_id, turn=copy.turn, part=copy.part, inverted=copy.inverted, frames=0
        ).exclude(difference="")
        near = [
            (bits, cluster)
            for difference, cluster in alike.order_by("-id").values_list("difference", "cluster")[:COMPARED]
            if (bits := apart(copy.difference, difference)) is not None and bits <= NEAR
        ]
        if near:
            return str(min(near)[1])
    return copy.medium_mark


def match_on(actor: Actor, copy: MatchCopy) -> Match | None:
    """The find that this copy belongs to, locked: one on its page, or one of the same file on a page of the same post."""
    alive = Match.objects.visible_to(actor).filter(case_id=copy.case_id).exclude(state=MatchState.REMOVED)
    found = _locked(alive.filter(page_key=copy.page_key))
    copies = MatchCopy.objects.visible_to(actor).filter(case_id=copy.case_id)
    if found is None:
        # The same file only: a list that was folded into one post shows others too, and theirs are finds of their own.
        folded = copies.filter(page_key=copy.page_key, cluster=copy.cluster).values("match_id")
        found = _locked(alive.filter(id__in=folded))
    if found is not None:
        return found
    showing = copies.filter(cluster=copy.cluster).values("match_id")
    for row in alive.filter(id__in=showing, state__in=OPEN).order_by("id")[:COMPARED]:
        # With the page that names its post most closely: else two posts would meet in the list that shows both.
        if pagefold.same_post(reduce(pagefold.closer, row.other_pages, row.page_url), copy.page_url):
            return _locked(alive.filter(id=row.pk, state__in=OPEN))
    return None


def _locked(rows: QuerySet[Match]) -> Match | None:
    return rows.order_by("id").select_for_update(of=("self",)).first()


def copy_add(actor: Actor, match: Match, copy: MatchCopy, *, sha256: str) -> None:
    """Keep a copy once and let the find, which the caller holds locked, say what it now says."""
    copy.match = match
    kept = MatchCopy.objects.visible_to(actor).filter(match_id=match.pk)
    known = kept.filter(shows=copy.shows, media_key=copy.media_key, page_key=copy.page_key).first()
    if known is None:
        if kept.count() < MOST or surer(copy, match):
            copy.save(force_insert=True)
    elif strength(copy) > strength(known):
        values = recognition(copy)
        kept.filter(id=known.pk).update(**values, seen_at=copy.seen_at, fingerprint_id=copy.fingerprint_id)
    else:
        kept.filter(id=known.pk).update(seen_at=copy.seen_at)
    if match.state in OPEN:
        _brought(actor, match, copy, sha256=sha256)
    elif match.state == MatchState.APPROVED and known is None and surer(copy, match):
        events.emit(actor, "match.surer", case_id=match.case_id, subject_id=match.pk, band=str(copy.band))


def recognition(row: MatchCopy | Match) -> dict[str, Any]:
    """By what it was recognised, as columns."""
    names = ("band", "distance", "quality", "turn", "trimmed", "exact", "frames", "difference", "method", "part", "inverted",
             "mirrored", "patches", "seconds", "share", "stretches", "marks")  # fmt: skip
    return {name: getattr(row, name) for name in names}


def _brought(actor: Actor, match: Match, copy: MatchCopy, *, sha256: str) -> None:
    """What a copy changes on an undecided find; people are told when it is surer now, or another page belongs to it."""
    changes: dict[str, Any] = {}
    if copy.media_url not in match.media_urls and len(match.media_urls) < MOST:
        changes["media_urls"] = [*match.media_urls, copy.media_url]
    raised = surer(copy, match)
    if raised or (match.state == MatchState.FOUND and strength(copy) > strength(match)):
        changes |= recognition(copy) | {
            "fingerprint_id": copy.fingerprint_id, "media_url": copy.media_url, "media_sha256": sha256,
            "cluster": copy.cluster, "fetched_at": copy.fetched_at,
        }  # fmt: skip
    joined = _joined(match, copy)
    changes |= joined
    if not changes:
        return
    Match.objects.visible_to(actor).filter(id=match.pk).update(**changes)
    if raised or joined:
        audit.record(
            actor, "match.raise", subject_kind="match", subject_id=match.pk, case_id=match.case_id,
            band=changes.get("band", match.band), pages=len(changes.get("other_pages", match.other_pages)) + 1,
        )  # fmt: skip
        events.emit(
            actor, "match.raised", case_id=match.case_id, subject_id=match.pk, band=str(changes.get("band", match.band))
        )


def _joined(match: Match, copy: MatchCopy) -> dict[str, Any]:
    """Another page of the same post: the closer address leads as long as no evidence was taken of the first one."""
    if copy.page_key == match.page_key or copy.page_url in match.other_pages or len(match.other_pages) >= MOST:
        return {}
    lead = pagefold.closer(match.page_url, copy.page_url) if match.state == MatchState.FOUND else match.page_url
    if lead == match.page_url:
        return {"other_pages": [*match.other_pages, copy.page_url]}
    return {"page_url": lead, "page_key": keys.of(lead), "other_pages": [*match.other_pages, match.page_url]}


def copies_forget(actor: Actor, case_id: int) -> None:
    """After a case was shredded: no copy, no address."""
    MatchCopy.objects.visible_to(actor).filter(case_id=case_id).delete()


def copy_of(actor: Actor, case_id: int, seen: Mapping[str, Any], *, sha256: str, at: datetime) -> MatchCopy:
    """A copy as values, with its cluster; not stored yet."""
    made = MatchCopy(
        agency_id=actor.agency_id, case_id=case_id, page_key=keys.of(seen["page_url"]),
        media_key=keys.of(seen["media_url"]), medium_mark=medium_mark(actor, case_id, sha256), fetched_at=at, seen_at=at,
        **seen,
    )  # fmt: skip
    made.cluster = cluster_of(actor, made)
    return made


def copy_elsewhere(known: MatchCopy, *, page_url: str, band: str) -> MatchCopy:
    """The same file on another page, as values; not stored yet."""
    return MatchCopy(
        agency_id=known.agency_id, case_id=known.case_id, fingerprint_id=known.fingerprint_id, shows=known.shows,
        page_url=page_url, page_key=keys.of(page_url), media_url=known.media_url, media_key=known.media_key,
        medium_mark=known.medium_mark, cluster=known.cluster, fetched_at=known.seen_at, seen_at=known.seen_at,
        **recognition(known) | {"band": band},
    )  # fmt: skip


def medium_sha256(actor: Actor, copy: MatchCopy) -> str:
    """The digest of a copy's file if its find holds it, or an empty string: a copy keeps a keyed mark only."""
    digest = copy.match.media_sha256
    return digest if digest and medium_mark(actor, copy.case_id, digest) == copy.medium_mark else ""
