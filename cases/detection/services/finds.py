"""Record a find for the agency that owns the fingerprint, and move it on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from cases.casework import selectors as casework
from cases.casework.states import Purpose
from cases.detection.models import Match, MatchCopy
from cases.detection.services import copies, discovery, terms, textfinds
from cases.detection.states import MOVES, MatchState
from cases.fingerprints import bands, guarding
from cases.fingerprints import services as fingerprints
from cases.fingerprints.bands import (
    PORTAL,
    Band,
    FrameLimits,
    Kind,
    PatchLimits,
    PictureLimits,
    Proof,
    SoundLimits,
    Thresholds,
)
from cases.fingerprints.guarding import Why
from cases.fingerprints.matching import Hit
from cases.fingerprints.models import Fingerprint
from cases.fingerprints.selectors import guards
from cases.fingerprints.services import guards as guarded
from cases.fingerprints.services.marks import patch_mark
from cases.fingerprints.states import FingerprintState
from cases.intake import services as intake


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where and when a file was fetched, as values: the source may belong to another agency than the find.

    `appeared`: the address was not there at an earlier visit to the same source.
    """

    page_url: str
    media_url: str
    media_sha256: str
    country: str
    language: str
    fetched_at: datetime
    appeared: bool = False


@verb("match.record")
def match_record(actor: Actor, *, hit: Hit, sighting: Sighting) -> int | None:
    """Store a find for the agency that owns the fingerprint; None when it is known, or not to be used.

    The pages of one post are one find per case, whatever number of copies they show; every copy is kept beside it.
    Consent and state are read here, in the transaction.
    """
    row = Fingerprint.objects.visible_to(actor).filter(id=hit.fingerprint_id, state=FingerprintState.ACTIVE).first()
    if row is None or not _wanted(actor, row, hit):
        return None
    band = guarding.barred(guards.bar(actor, row.pk), _band(actor, hit), guarding.likeness(hit))
    if band is None:
        return None
    copies.case_lock(row.case_id)
    copy = copies.copy_of(
        actor, row.case_id, _seen(actor, row, hit, sighting, band=band), sha256=sighting.media_sha256,
        at=sighting.fetched_at,
    )  # fmt: skip
    return _keep(actor, row, copy, sighting)


@verb("match.record")
def match_spread(actor: Actor, *, copy_id: int, sighting: Sighting) -> int | None:
    """A file that is a copy already was seen on one more page, without fetching it again; None as match_record.

    Limits of the agency are not asked again: the file is the same. Consent, state and doubts are read here.
    """
    known = MatchCopy.objects.visible_to(actor).filter(id=copy_id).select_related("match").first()
    if known is None:
        return None
    row = Fingerprint.objects.visible_to(actor).filter(id=known.fingerprint_id, state=FingerprintState.ACTIVE).first()
    if row is None or not (
        casework.agreed(actor, row.case_id, Purpose.DETECTION) and not casework.case(actor, row.case_id).over
    ):
        return None
    band = guarding.barred(guards.bar(actor, row.pk), Band(known.band), guarding.likeness(known))
    if band is None:
        return None
    copies.case_lock(row.case_id)
    return _keep(actor, row, copies.copy_elsewhere(known, page_url=sighting.page_url, band=band.value), sighting)


def _keep(actor: Actor, row: Fingerprint, copy: MatchCopy, sighting: Sighting) -> int | None:
    """Put a copy to the find that it belongs to, or make one of it; under the case's lock."""
    if (found := copies.match_on(actor, copy)) is not None:
        copies.copy_add(actor, found, copy, sha256=sighting.media_sha256)
        return None
    acted = Match.objects.visible_to(actor).filter(state__in=[MatchState.APPROVED, MatchState.REMOVED])
    before = sighting.appeared and acted.filter(case_id=row.case_id, fingerprint__group=row.group).exists()
    try:
        with transaction.atomic():
            made = _create(actor, copy, sighting, relisted=before)
    except IntegrityError:  # another worker was first
        return None
    copies.copy_add(actor, made, copy, sha256=sighting.media_sha256)
    if copy.exact:
        fingerprints.fingerprint_found(actor, fingerprint_id=row.pk)
    audit.record(actor, "match.record", subject_kind="match", subject_id=made.pk, case_id=row.case_id, band=made.band)
    kind = "match.relisted" if before else "match.found"
    events.emit(
        actor, kind, case_id=row.case_id, subject_id=made.pk, band=str(made.band), distance=copy.distance,
        turn=copy.turn, since_fetch=round((timezone.now() - sighting.fetched_at).total_seconds(), 2),
    )  # fmt: skip
    _freeze(actor, row)
    return made.pk


def _freeze(actor: Actor, row: Fingerprint) -> None:
    """Hold a registration whose finds of the last hour lie on more hosts or pages than the agency's limits (HARMS 17)."""
    own, since = tenancy.settings(actor), timezone.now() - timedelta(seconds=guarding.FREEZE_SECONDS)
    lately = Match.objects.visible_to(actor).filter(fingerprint_id=row.pk, found_at__gte=since)
    pages = lately.order_by("-id").values_list("page_url", flat=True)[: own.freeze_pages + 1]
    if guarding.spreading(pages, most_hosts=own.freeze_hosts, most_pages=own.freeze_pages):
        guarded.fingerprint_hold(actor, fingerprint_id=row.pk, why=Why.FROZEN)


def _wanted(actor: Actor, row: Fingerprint, hit: Hit) -> bool:
    """The owner's own limits, the person's consent, and the case's state."""
    near = bands.band(_proofs(hit), _own(actor)) is not None
    return (
        near and casework.agreed(actor, row.case_id, Purpose.DETECTION) and not casework.case(actor, row.case_id).over
    )


def _proofs(hit: Hit) -> tuple[Proof, ...]:
    """What a hit rests on; one that was made by hand rests on its digest or its hash."""
    return hit.proofs or (Proof(Kind.EXACT) if hit.exact else Proof(Kind.PDQ, hit.distance, hit.quality),)


def _own(actor: Actor) -> Thresholds:
    """The agency's own limits, none of them wider than the portal's."""
    own = tenancy.settings(actor)
    picture = PictureLimits(
        distance=own.pdq_radius, quality=own.pdq_quality,
        certain_distance=own.certain_distance, certain_quality=own.certain_quality,
        faint_distance=PORTAL.picture.faint_distance if own.pdq_quality <= PORTAL.picture.quality else -1,
    )  # fmt: skip
    details = PatchLimits(certain=own.certain_patches, likely=own.patch_minimum)
    frames = FrameLimits(certain=own.certain_frames, likely=own.frame_minimum)
    return bands.within(Thresholds(picture, details, frames, SoundLimits(possible=float(own.sound_minimum))))


def _band(actor: Actor, hit: Hit) -> Band:
    """The band by the agency's own measure, which may be stricter than the portal's (HARMS 18), never wider."""
    own = bands.band(hit.proofs, _own(actor)) if hit.proofs else hit.band
    return max(hit.band, own or Band.POSSIBLE, key=list(Band).index)  # the one that says less


def _seen(actor: Actor, row: Fingerprint, hit: Hit, sighting: Sighting, *, band: Band) -> dict[str, Any]:
    """Where a copy is and by what it was recognised, as columns."""
    return {
        "fingerprint_id": row.pk, "shows": row.group or row.pk, "page_url": sighting.page_url,
        "media_url": sighting.media_url, "band": band.value, "distance": hit.distance, "quality": hit.quality,
        "turn": hit.turn, "trimmed": hit.trimmed, "exact": hit.exact, "frames": hit.frames, "difference": hit.difference,
        "method": hit.method, "part": hit.part, "inverted": hit.inverted, "mirrored": hit.mirrored,
        "patches": hit.patches, "seconds": round(hit.seconds), "share": round(100 * hit.share),
        "stretches": [round(1000 * at) for stretch in hit.stretches for at in stretch],
        "marks": _marks(actor, row, hit),
    }  # fmt: skip


def _create(actor: Actor, copy: MatchCopy, sighting: Sighting, *, relisted: bool) -> Match:
    return Match.objects.create(
        agency_id=actor.agency_id, case_id=copy.case_id, fingerprint_id=copy.fingerprint_id, page_url=copy.page_url,
        page_key=copy.page_key, media_url=copy.media_url, media_urls=[copy.media_url],
        media_sha256=sighting.media_sha256, country=sighting.country, language=sighting.language,
        cluster=copy.cluster, relisted=relisted, fetched_at=sighting.fetched_at, **copies.recognition(copy),
    )  # fmt: skip


def _marks(actor: Actor, row: Fingerprint, hit: Hit) -> list[int]:
    """Marks of the registered patches that agreed, so that what officers reject can be learned from."""
    patches = {value for kind, value in hit.values if kind == "patch"}
    return sorted(patch_mark(actor, row.pk, value) for value in patches)


def match_move(actor: Actor, *, match_id: int, to: MatchState) -> bool:
    """Move a find along its table, in the caller's transaction; False for a find that is elsewhere already."""
    sources = [state for state, targets in MOVES.items() if to in targets]
    with tenant_scope(actor.agency_id):
        return bool(Match.objects.visible_to(actor).filter(id=match_id, state__in=sources).update(state=to))


def match_doubt(actor: Actor, *, match_id: int) -> None:
    """People said that a find was wrong: its registration must be nearer from now on, in the caller's transaction."""
    row = Match.objects.visible_to(actor).filter(id=match_id).first()
    if row is not None:
        system = Actor.system(actor.agency_id)
        guarded.fingerprint_doubt(system, fingerprint_id=row.fingerprint_id, marks=row.marks)


@verb("case.forget")
def case_forget(actor: Actor, *, case_id: int) -> None:
    """After a case was shredded: its fingerprints leave the matcher, and no address stays, neither reported nor found."""
    fingerprints.fingerprints_forget(actor, case_id)
    intake.links_forget(actor, case_id)
    terms.terms_forget(actor, case_id)
    textfinds.texts_forget(actor, case_id)
    discovery.links_forget(actor, case_id)
    copies.copies_forget(actor, case_id)
    for row in Match.objects.visible_to(actor).filter(case_id=case_id).exclude(page_url=""):
        rows = Match.objects.visible_to(actor).filter(id=row.pk)
        rows.update(
            page_url="",
            page_key=f"shredded:{row.pk}",
            media_url="",
            media_urls=[],
            other_pages=[],
            media_sha256="",
            cluster="",
            difference="",
        )
