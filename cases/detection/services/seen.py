"""What was seen on sources of the abuse list, kept for some days, so that a later registration finds it (HARMS 20).

Elsewhere nothing of a picture stays: it is counted and forgotten. Looking back hands finds to the owner alone, exactly as
a crawl does; the agency whose source it was is told nothing.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.keys import services as keys
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from cases.detection import selectors
from cases.detection.adapters import seen as matcher
from cases.detection.adapters.seen import Likeness, SeenAway
from cases.detection.models import SeenMedia, WatchSource
from cases.detection.services import finds
from cases.detection.services.finds import Sighting
from cases.fingerprints import bands, turning
from cases.fingerprints.bands import Kind, Proof
from cases.fingerprints.hits import Hit
from cases.fingerprints.models import Fingerprint, MatcherEntry
from cases.fingerprints.query import Query
from cases.fingerprints.services import index, stopping
from cases.fingerprints.states import FingerprintState

FRAMES = 4  # values of a clip that are kept, and frames of a registered one that are looked for
MOST = 500  # finds of one look back
PLACE = "cases_seenmedia.url_key"
REASON = 2000  # characters


def media_keep(actor: Actor, source: WatchSource, *, url: str, page_url: str, query: Query, at: datetime) -> bool:
    """Keep the hashes of something seen on a listed source; False: it is forgotten. `query`: with keyed digests."""
    if not source.abuse_listed:
        return False
    samples = query.samples[:: max(1, len(query.samples) // FRAMES)][:FRAMES]
    with tenant_scope(actor.agency_id):
        listed = WatchSource.objects.visible_to(actor).filter(id=source.pk, abuse_listed=True).exists()
        if not listed or not tenancy.settings(actor).seen_days or not samples:
            return False
        key = bytes.fromhex(keys.blind(actor.agency_id, place=PLACE, value=url))[:16]
        SeenMedia.objects.visible_to(actor).filter(source=source, url_key=key).delete()
        SeenMedia.objects.bulk_create(
            SeenMedia(
                agency_id=actor.agency_id, source=source, url_key=key, at_ms=round(sample.t * 1000),
                addresses=f"{url}\n{page_url}", value=sample.turns[0].bits, quality=sample.turns[0].quality,
                sha256_mark=bytes.fromhex(query.sha256), md5_mark=bytes.fromhex(query.md5), seen_at=at,
            )
            for sample in {round(sample.t * 1000): sample for sample in samples}.values()
        )  # fmt: skip
    return True


@verb("source.look_back")
def seen_prune(actor: Actor) -> int:
    """Erase what is older than the agency keeps, and all of it where nothing is kept; returns how many values went."""
    oldest = timezone.now() - timedelta(days=tenancy.settings(actor).seen_days)
    return SeenMedia.objects.visible_to(actor).filter(seen_at__lte=oldest).delete()[0]


def seen_trim(actor: Actor, **_ids: int) -> None:
    """After a change of the settings."""
    seen_prune(actor)


def seen_prune_all() -> int:
    """Once an hour, one agency's short scope after the other."""
    return sum(seen_prune(Actor.system(agency_id)) for agency_id in tenancy.every_agency_id())


@verb("source.list")
def source_list(actor: Actor, *, source_id: int, reason: str) -> None:
    """Mark a source as known for abuse, with the reason; hashes of what is seen there are kept from now on."""
    if not reason.strip():
        raise Invalid(_("Say why this site is on the abuse list."), "reason")
    if len(reason) > REASON:
        raise Invalid(_("Write at most %(most)s characters.") % {"most": REASON}, "reason")
    row = selectors.source(actor, source_id)
    rows = WatchSource.objects.visible_to(actor).filter(id=row.pk, abuse_listed=False)
    if not rows.update(abuse_listed=True, abuse_by=actor.user_id, abuse_at=timezone.now()):
        raise Conflict(_("This site is on the abuse list already."))
    row.abuse_reason = reason.strip()
    row.save(update_fields=["abuse_reason"])
    audit.record(actor, "source.list", subject_kind="watchsource", subject_id=row.pk)
    events.emit(actor, "source.listed", subject_id=row.pk)


@verb("source.list")
def source_unlist(actor: Actor, *, source_id: int) -> None:
    """Take a source off the abuse list; what was kept of it is erased in the same transaction."""
    row = selectors.source(actor, source_id)
    rows = WatchSource.objects.visible_to(actor).filter(id=row.pk, abuse_listed=True)
    if not rows.update(abuse_listed=False, abuse_by=actor.user_id, abuse_at=timezone.now()):
        raise Conflict(_("This site is not on the abuse list."))
    row.abuse_reason = ""
    row.save(update_fields=["abuse_reason"])
    SeenMedia.objects.visible_to(actor).filter(source_id=row.pk).delete()
    audit.record(actor, "source.unlist", subject_kind="watchsource", subject_id=row.pk)
    events.emit(actor, "source.unlisted", subject_id=row.pk)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked for: hashes in eight turns each with (kind, milliseconds), and keyed digests."""

    values: list[bytes]
    of: list[tuple[str, int]]
    marks: list[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class _Seen:
    """One value that was kept, opened in its owner's scope."""

    like: Likeness
    at_ms: int
    sighting: Sighting


def look_back(actor: Actor, *, fingerprint_id: int) -> int:
    """Compare a registration with what all agencies' listed sources showed lately; returns how many finds are new.

    No scope is open during the scan; then one of each source's agency to open addresses, closed again, then the owner's.
    Raises events.Away while the matcher is away: it is done as soon as that is over.
    """
    rights.require(actor, "source.look_back")
    stopping.patches_learn(actor, fingerprint_id=fingerprint_id)
    with tenant_scope(actor.agency_id):
        asked = _asked(actor, fingerprint_id)
    if asked is None:
        return 0
    try:
        found = matcher.find(asked.values, asked.marks)[:MOST]
    except SeenAway as error:
        index.away_note()
        raise events.Away("SeenAway") from error
    new = 0
    for places in _opened(found).values():
        hit = _hit(actor.agency_id, fingerprint_id, asked, places)
        if hit is not None:
            new += finds.match_record(actor, hit=hit, sighting=places[0].sighting) is not None
    return new


def _asked(actor: Actor, fingerprint_id: int) -> _Asked | None:
    rows = Fingerprint.objects.visible_to(actor).filter(id=fingerprint_id, state=FingerprintState.ACTIVE)
    if not rows.exists():
        return None
    entries = list(
        MatcherEntry.objects.visible_to(actor)
        .filter(fingerprint_id=fingerprint_id, kind__in=["pdq", "frame", "sha256", "md5"])
        .order_by("at_ms", "id")
    )
    frames = [row for row in entries if row.kind == "frame"]
    shown = [row for row in entries if row.kind == "pdq"] + frames[:: max(1, len(frames) // (4 * FRAMES))][: 4 * FRAMES]
    values = [(row, bits) for row in shown for bits in turning.turned(bytes(row.value))]
    return _Asked(
        values=[bits for _row, bits in values],
        of=[(row.kind, row.at_ms) for row, _bits in values],
        marks=[(row.kind, bytes(row.value).ljust(32, b"\0")) for row in entries if row.kind in {"sha256", "md5"}],
    )


def _opened(found: Sequence[Likeness]) -> dict[tuple[int, bytes], list[_Seen]]:
    """What was found, by owner and address, nearest first; an agency that left or is suspended gives nothing."""
    by_agency: dict[int, list[Likeness]] = defaultdict(list)
    for like in found:
        by_agency[like.agency_id].append(like)
    places: dict[tuple[int, bytes], list[_Seen]] = defaultdict(list)
    for agency_id, likes in by_agency.items():
        if not tenancy.at_work(agency_id):
            continue
        with tenant_scope(agency_id):
            rows = SeenMedia.objects.visible_to(Actor.system(agency_id)).select_related("source")
            kept = {row.pk: row for row in rows.filter(id__in=[like.id for like in likes])}
            for like in likes:
                if (row := kept.get(like.id)) is not None:
                    places[agency_id, bytes(row.url_key)].append(_Seen(like, row.at_ms, _sighting(row)))
    return places


def _sighting(row: SeenMedia) -> Sighting:
    url, _line, page = row.addresses.partition("\n")
    return Sighting(
        page_url=page or url, media_url=url, media_sha256="", country=row.source.country, language=row.source.language,
        fetched_at=row.seen_at,
    )  # fmt: skip


def _hit(agency_id: int, fingerprint_id: int, asked: _Asked, places: Sequence[_Seen]) -> Hit | None:
    """The hit of one address as matching would have judged it by its whole pictures; None: no match."""
    exact = any(place.like.asked < 0 for place in places)
    near = [place for place in places if place.like.asked >= 0]
    stills = [place for place in near if asked.of[place.like.asked][0] == "pdq"]
    moving = [place for place in near if asked.of[place.like.asked][0] == "frame"]
    ordered = bands.ordered_frames([(place.at_ms, asked.of[place.like.asked][1]) for place in moving])
    proofs = [Proof(Kind.EXACT)] if exact else []
    if stills:
        proofs.append(Proof(Kind.PDQ, distance=stills[0].like.distance, quality=stills[0].like.quality))
    if moving:
        farthest, poorest = max(p.like.distance for p in moving), min(p.like.quality for p in moving)
        proofs.append(Proof(Kind.FRAMES, distance=farthest, quality=poorest, ordered_frames=ordered))
    band = bands.band(proofs)
    if band is None:
        return None
    best = near[0].like if near else places[0].like
    return Hit(
        agency_id=agency_id, fingerprint_id=fingerprint_id, band=band, distance=best.distance, quality=best.quality,
        turn=max(best.asked, 0) % turning.TURNS, trimmed=False, exact=exact, frames=ordered, difference="",
    )  # fmt: skip
