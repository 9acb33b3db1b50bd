"""Put an item with a known answer on the desk, and close it over a person's decision. Nothing of it ever leaves the house.

Everything about it is a row like any other, so that nobody can tell it apart before deciding; the case it hangs on is
marked, which the database refuses to change, and refuses to send for (portal/docs/adr).
"""

import secrets
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db.models.functions import Now
from django.utils import timezone

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case, Consent, Mandate
from cases.casework.services import next_reference
from cases.casework.states import AgeBand, Identity, Purpose
from cases.detection import keys
from cases.detection.models import Match
from cases.detection.services import copies
from cases.detection.states import MatchState
from cases.fingerprints.models import Fingerprint
from cases.fingerprints.states import FingerprintState, Level, Origin
from takedowns.evidence import adapters, hostfacts, record
from takedowns.evidence.hostfacts import HostFacts
from takedowns.evidence.services import page
from takedowns.evidence.services.capture import finish
from takedowns.evidence.services.gathered import Capture
from takedowns.golden import answers, samples, selectors
from takedowns.golden.models import Golden
from takedowns.golden.samples import Sample
from takedowns.notices.models import Notice
from takedowns.notices.services import address_release
from takedowns.notices.states import NoticeState
from takedowns.recipients.models import ProviderHost

MAKE = "takedowns.golden.make"


def golden_turn(actor: Actor) -> None:
    """After a real item came to the desk, in the caller's transaction: order a known one if it is time."""
    after = selectors.due(actor)
    if after:
        events.enqueue(
            MAKE, agency_id=actor.agency_id, key=f"golden:{after}", delay=secrets.randbelow(60), notice_id=after
        )


def golden_make(actor: Actor, *, notice_id: int) -> None:
    """Job: invent a find and let it go the way of all finds to the desk. `notice_id`: the real one that it comes after."""
    sample = secrets.choice(samples.RIGHT if secrets.randbelow(2) else samples.WRONG)
    golden_add(actor, sample=sample)


def golden_add(actor: Actor, *, sample: Sample) -> int | None:
    """Make the rows of one known item; returns its find. None: the directory knows no host that it could pretend to be on."""
    rights.require(actor, "golden.make")
    with tenant_scope(actor.agency_id):
        match = _find(actor, sample)
        shots = tenancy.settings(actor).screenshots
    if match is None:
        return None
    capture = Capture(match, hidden=False, tools=list(adapters.versions()))
    _answered(capture, sample, shots=shots)
    finish(actor, capture, tenancy.agency(actor.agency_id).name)
    return int(match.pk)


def _answered(capture: Capture, sample: Sample, *, shots: str) -> None:
    """The exchange of a page that does not exist, in the order of a real capture; no network is touched."""
    match, chance, now = capture.match, secrets.SystemRandom(), datetime.now(UTC)
    answer = answers.page(match.page_url, title=sample.title, words=sample.words, at=now, chance=chance)
    page.keep_page(capture, answer, shots=shots)
    kind = "video/mp4" if sample.media == "video" else "image/jpeg"
    capture.media = answers.medium(match.media_url, kind=kind, at=now, chance=chance)
    capture.keep("media-response.json", "application/json", record.json_bytes(record.response(capture.media)))
    capture.host = HostFacts(host=urlsplit(match.page_url).hostname or "", ip=answer.ip)
    capture.keep("host.json", "application/json", record.json_bytes(hostfacts.values(capture.host, answer)))


def _find(actor: Actor, sample: Sample) -> Match | None:
    known = ProviderHost.objects.filter(listed=True)  # no host that tells of a person
    hosts = known.exclude(provider__abuse_email="").exclude(provider__verified_on=None)
    host = hosts.select_related("provider").order_by("?").first()
    if host is None:
        return None
    case = _case(actor)
    earlier = selectors.earlier(actor, sample)
    figures = _own(secrets.choice(earlier)) if earlier else _invented(sample)
    match = _match(actor, case, host, sample, figures)
    row = Golden.objects.create(
        agency_id=actor.agency_id, case=case, match=match, sample=sample.name, own=bool(earlier), right=sample.right
    )
    audit.record(actor, "golden.make", subject_kind="golden", subject_id=row.pk)
    return match


def _match(actor: Actor, case: Case, host: ProviderHost, sample: Sample, figures: dict[str, Any]) -> Match:
    """The find with its registration and its one copy, as real ones have them."""
    place = f"https://{host.host}/p/{secrets.randbelow(10**7)}"
    frames = max(figures["frames"], round(100 * figures["frames"] / max(figures["share"], 1)))
    print_ = Fingerprint.objects.create(
        agency_id=actor.agency_id, case=case, media=sample.media, quality=max(figures["quality"], 80), width=1280, height=960,
        frames=frames, algorithm="pdq", preparation="1", origin=Origin.BROWSER, level=Level.CLAIMED,
        state=FingerprintState.WITHDRAWN, values=b"", registered_at=timezone.now() - timedelta(minutes=30 + secrets.randbelow(40 * 24 * 60)),
    )  # fmt: skip
    address = f"{place}/1.{'mp4' if sample.media == 'video' else 'jpg'}"
    seen = {"fingerprint_id": print_.pk, "shows": print_.pk, "page_url": place, "media_url": address} | figures
    digest, at = secrets.token_hex(32), timezone.now() - timedelta(seconds=3 + secrets.randbelow(20))
    copy = copies.copy_of(actor, case.pk, seen, sha256=digest, at=at)
    match = Match.objects.create(
        agency_id=actor.agency_id, case=case, fingerprint=print_, page_url=place, page_key=keys.of(place),
        media_url=address, media_urls=[address], media_sha256=digest, country=host.provider.country,
        language=host.provider.language, cluster=copy.cluster, state=MatchState.FOUND, fetched_at=at, **figures,
    )  # fmt: skip
    copy.match = match
    copy.save()
    return match


def _case(actor: Actor) -> Case:
    """An invented person's case with everything that a notice needs; it makes no event and starts no work."""
    own = {"agency_id": actor.agency_id}
    case = Case.objects.create(
        **own, reference=next_reference(actor), age_band=AgeBand.ADULT, identity=Identity.PERSON_SHOWN, golden=True
    )
    for purpose in (Purpose.DETECTION, Purpose.NOTICES):
        Consent.objects.create(**own, case=case, purpose=purpose)
    Mandate.objects.create(
        **own, case=case, signed_on=timezone.now().date() - timedelta(days=secrets.randbelow(60)), form="paper"
    )
    return case


def _own(match: Match) -> dict[str, Any]:
    """Figures of an earlier decision: how it was recognised, and neither its address nor its words."""
    return copies.recognition(match) | {"marks": []}


def _invented(sample: Sample) -> dict[str, Any]:
    chance = secrets.SystemRandom()
    figures = asdict(chance.choice(sample.ways).drawn(chance))
    if not figures.pop("compared"):
        return figures | {"difference": ""}
    return figures | {"difference": f"{sum(1 << bit for bit in chance.sample(range(256), figures['distance'])):064x}"}


def golden_decide(actor: Actor, notice: Notice, *, approved: bool, code: str = "") -> Golden | None:
    """Close a known item over the first person's decision, in the caller's transaction; None for every real one.

    Nothing is approved, sent or doubted because of it: its notice ends as rejected and its address is free.
    """
    row = selectors.of_notice(actor, notice)
    if row is None:
        return None
    rows = Golden.objects.visible_to(actor).filter(id=row.pk, decided_at=None)
    if rows.update(decided_by=actor.user_id, decided_at=Now(), approved=approved, reason=code):
        Notice.objects.visible_to(actor).filter(id=notice.pk).update(state=NoticeState.REJECTED)
        address_release(actor, notice_id=notice.pk)
        Match.objects.visible_to(actor).filter(id=row.match_id).update(state=MatchState.REJECTED)
        audit.record(actor, "golden.decide", subject_kind="golden", subject_id=row.pk, case_id=row.case_id)
    row.refresh_from_db()
    return row
