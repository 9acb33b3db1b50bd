"""One row of everything in the harbour's workspace, for pages and walls."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from hashlib import sha256
from typing import Any

from django.utils import timezone

from agencies.help import services as tickets
from agencies.onboarding.models import Agreement, Application
from agencies.onboarding.services import sealing
from agencies.onboarding.services.agreements import PLACE
from agencies.people import services as people
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.scope import tenant_scope
from agencies.workspace.models import HostName
from cases.casework import services as casework
from cases.casework.models import Case, KeepOutStatement
from cases.detection.models import Candidate, CrawlRound, Match, WatchSource
from cases.detection.services import discovery, finds, sharing, sources, terms, textfinds, trials
from cases.detection.services.finds import Sighting
from cases.detection.watchwords import Hit as WordHit
from cases.detection.wish import Wish
from cases.fingerprints import services as fingerprints
from cases.fingerprints.bands import Band
from cases.fingerprints.digest import Item
from cases.fingerprints.matching import Hit
from cases.intake import selectors as reported
from cases.intake import services as intake
from cases.intake.states import ReportedState
from cases.referrals.models import Referral, ReferralOffer
from takedowns.delivery.models import Delivery
from takedowns.evidence.models import EvidenceItem, EvidencePackage, SealedArchive
from takedowns.followup.models import Check
from takedowns.notices.models import Notice, NoticeTarget
from takedowns.recipients.models import Provider
from takedowns.review.models import AskedSecond, DeskView, Question, ReviewItem
from tests.cared import care_rows
from tests.people import Cast


def item(number: int = 1) -> Item:
    """A picture's codes as a browser computes them."""
    return Item(f"{number:064x}", "image", f"{number * 7919:064x}", 95, 640, 480, ())


@dataclass
class Rows:
    """Ids of one row of each kind."""

    case_id: int
    fingerprint_id: int
    source_id: int
    round_id: int
    match_id: int
    package_id: int
    archive_id: int
    number: int
    notice_id: int
    item_id: int
    delivery_id: int
    check_id: int
    asked_id: int
    statement_id: int = 0
    user_id: int = 0
    invitation_id: int = 0
    referral_id: int = 0
    offer_id: int = 0
    ticket_id: int = 0
    host_id: int = 0
    term_id: int = 0
    textfind_id: int = 0
    candidate_id: int = 0
    link_id: int = 0
    trial_id: int = 0
    shared_id: int = 0
    proposal_id: int = 0
    provider_id: int = 0
    look_id: int = 0
    sample_id: int = 0
    question_id: int = 0
    view_id: int = 0


def a_case(cast: Cast, **more: object) -> Case:
    """A reported case with one fingerprint."""
    values = {
        "channel": "worker",
        "age_band": "adult",
        "purposes": ["detection", "notices"],
        "text": "Somebody posted it.",
        "contact": "call before noon",
        "addresses": "https://bridge.example/gallery/7",
        "items": [item()],
    }
    return intake.report_submit(cast.worker, **values | more)  # type: ignore[arg-type]


PERSONAL = "https://t.me/+AbCdEf123456"  # an address that may have been made for one person


def a_link(cast: Cast, case_id: int) -> int:
    """Such an address in a report of its own."""
    named = intake.report_add(cast.worker, case_id=case_id, channel="worker", text="", addresses=PERSONAL)
    with tenant_scope(cast.harbour.pk):
        return int(named.links.get().pk)


def _waiting(cast: Cast) -> int:
    with tenant_scope(cast.harbour.pk):
        return int(reported.links(cast.worker, ReportedState.WAITING)[0].pk)


def an_invitation(cast: Cast) -> int:
    """Somebody who may join."""
    return people.invite(cast.manager, email="new@bridge.example", name="New Colleague", roles=["case_worker"]).pk


def a_source(cast: Cast, number: int = 1) -> WatchSource:
    """A watched site."""
    return sources.source_create(
        cast.officer, name=f"Bridge {number}", url=f"https://bridge{number}.example/", country="NL", language="nl",
        depth=2, cadence_seconds=3600, legal_note="sample",
    )  # fmt: skip


def a_find(cast: Cast, case: Case, fingerprint_id: int, number: int = 7, band: Band = Band.LIKELY) -> int:
    """A find of that fingerprint on a page of its own."""
    hit = Hit(cast.harbour.pk, fingerprint_id, band, 6, 90, 5, False, False, 0, f"{0b111111:064x}")
    sighting = Sighting(
        f"https://bridge.example/gallery/{number}", f"https://bridge.example/p/{number}.jpg", "ab" * 32, "NL", "nl",
        timezone.now() - timedelta(seconds=2),
    )  # fmt: skip
    found = finds.match_record(Actor.system(cast.harbour.pk), hit=hit, sighting=sighting)
    assert found is not None
    return found


def a_candidate(cast: Cast, source_id: int, number: int = 1, page: str = "https://bridge.example/gallery/7") -> int:
    """A site that a page with a find links to."""
    link = f"https://leaks{number}.example/a/{number}"
    discovery.links_seen(Actor.system(cast.harbour.pk), source_id, page, [link, "https://youtube.com/watch"])
    with tenant_scope(cast.harbour.pk):
        return max(Candidate.objects.values_list("id", flat=True))


def an_agreement(cast: Cast) -> None:
    """The application that the agency came by, and its signed agreement."""
    row = Application.objects.create(
        code_sha256="1a" * 32, form_key=uuid.uuid4(), state="active", institution=cast.harbour.name, kind="ngo",
        country="KR", purpose="Help", plan="Two people", officer_name="Dana", officer_email="dana@example.org",
        contact_name="Mina", contact_email="mina@example.org", language="en", agency=cast.harbour,
    )  # fmt: skip
    data = b"%PDF-1.7 agreement"
    named = dict.fromkeys(
        ("controller", "processor", "sub_processors", "storage", "transfer_ground", "authority"), "none"
    )
    signed = Agreement.objects.create(
        application=row, state="signed", text_version="2026-1", text_sha256="3c" * 32, languages=["en"], sealed=b"",
        sha256=sha256(data).hexdigest(), issued_by_id=1, method="click", signed_at=timezone.now(), **named,
    )  # fmt: skip
    signed.sealed = sealing.seal(PLACE, signed.pk, data)
    signed.save()


def make_rows(cast: Cast) -> Rows:
    """The way from a report to a look after sending, one row each."""
    agency, now = cast.harbour, timezone.now()
    an_agreement(cast)
    case, source = a_case(cast, addresses=f"https://bridge.example/gallery/7\n{PERSONAL}"), a_source(cast)
    casework.mandate_record(cast.worker, case_id=case.pk, signed_on=now.date(), expires_on=None, form="paper")
    fingerprint = fingerprints.fingerprints_register(cast.worker, case_id=case.pk, items=[item()])[0]
    match_id = a_find(cast, case, fingerprint.pk)
    with tenant_scope(agency.pk):
        visit = CrawlRound.objects.create(agency=agency, source=source, finished_at=now, pages=3, media=9, finds=1)
        Match.objects.filter(id=match_id).update(state="ready")
        statement = KeepOutStatement.objects.create(agency=agency, case=case, text="A neighbour.", settled_at=now)
        parts = {"chosen": ["text"], "reports": [1], "links": [], "fingerprints": [], "purposes": []}
        given = Referral.objects.create(
            agency=agency, case=case, partner=cast.island, help="legal", parts=parts, ground="consent",
            agreed_on=now.date(),
        )  # fmt: skip
        offer = ReferralOffer.objects.create(
            agency=agency, partner=cast.island, token=uuid.uuid4(), help="medical", counts={"text": "one"}
        )
        host = HostName.objects.create(agency=agency, name="help.harbour.example", token="ab" * 16)
    return Rows(
        link_id=_waiting(cast), host_id=host.pk, candidate_id=a_candidate(cast, source.pk), **_words(cast, case.pk),
        ticket_id=tickets.ticket_open(cast.worker, subject="A page is slow", text="It takes a minute to open.").pk,
        user_id=cast.users["worker"].pk, invitation_id=an_invitation(cast),
        **_for_all(cast),
        trial_id=trials.trial_ask(cast.officer, wish=trials.wish_of(source), source_id=source.pk).pk,
        case_id=case.pk, fingerprint_id=fingerprint.pk, source_id=source.pk, round_id=visit.pk, match_id=match_id,
        statement_id=statement.pk, referral_id=given.pk, offer_id=offer.pk, **_after(cast, case.pk, match_id, now),
    )  # fmt: skip


def _for_all(cast: Cast) -> dict[str, int]:
    """A source that the platform watches for all, a proposal of one more, and a recipient of the shared directory."""
    wish = Wish("Sites for all", "https://all.example/", "NL", "nl", 2, 3600)
    row = sharing.shared_add(Staff(cast.users["manager"].pk), wish=wish)
    proposed = sharing.proposal_make(
        cast.officer, name="One more", url="https://more.example/", kind="website", country="NL", language="nl",
        reason="Many.",
    )  # fmt: skip
    listed = Provider.objects.create(name="Canal Host", country="NL", abuse_email="abuse@canal.example", listed=True)
    return {"shared_id": row.pk, "proposal_id": proposed.pk, "provider_id": listed.pk}


def _words(cast: Cast, case_id: int) -> dict[str, int]:
    """A search term of the case, and words that were found."""
    row = terms.term_add(cast.worker, case_id=case_id, kind="nickname", text="cat of the bridge")
    hit = WordHit(case_id, (row.pk,), 1, "leaked: cat of the bridge")
    made = textfinds.text_record(Actor.system(cast.harbour.pk), url="https://bridge.example/forum/1", hit=hit)
    assert made is not None
    return {"term_id": row.pk, "textfind_id": made}


def _desk(cast: Cast, case_id: int, item_id: int) -> dict[str, int]:
    """What officers leave at the desk."""
    officer = cast.officer.user_id or 0
    with tenant_scope(cast.harbour.pk):
        asked = Question.objects.create(
            agency=cast.harbour, case_id=case_id, item_id=item_id, kind="need_info", text="When was it taken?",
            asked_by=officer,
        )  # fmt: skip
        view = DeskView.objects.create(agency=cast.harbour, user_id=officer, name="Mine", query="whose=mine")
    return {"question_id": asked.pk, "view_id": view.pk}


def _sealed(cast: Cast, package: EvidencePackage) -> SealedArchive:
    """A package as it was handed to the police, in the open scope."""
    return SealedArchive.objects.create(
        agency=cast.harbour, case_id=package.case_id, package=package, purpose="police", state="ready",
        asked_by=cast.users["officer"].pk, reason_id=0, recipient="Police of the harbour", nonce="ab" * 16,
        content=b"Salted__ an archive", size=19, sha256="56" * 32,
    )  # fmt: skip


def _mail() -> bytes:
    """The message of a notice from before its parts were kept."""
    mail = EmailMessage()
    mail["Subject"] = "Request"
    mail.set_content("Please remove this.")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="notice.pdf")
    return mail.as_bytes()


ASKED = {  # what a partner is told of a package
    "band": "likely", "exact": False, "looked": "officer", "basis": "", "country": "NL", "languages": ["en"],
    "risk": "none", "remarks": [], "files": 3, "whole": True,
}  # fmt: skip


def _after(cast: Cast, case_id: int, match_id: int, now: datetime) -> dict[str, int]:
    """What takedowns keep of a find."""
    own: dict[str, Any] = {"agency": cast.harbour, "case_id": case_id}
    with tenant_scope(cast.harbour.pk):
        provider = Provider.objects.create(name="Bridge Host", country="NL", abuse_email="abuse@bridge.example")
        package = EvidencePackage.objects.create(
            **own, match_id=match_id, manifest=b'{"items":[]}', manifest_sha256="cd" * 32
        )
        EvidenceItem.objects.create(
            agency=cast.harbour, package=package, number=1, name="page.txt", kind="text/plain", sha256="ef" * 32,
            content=b"a page", taken_at=now,
        )  # fmt: skip
        notice = Notice.objects.create(
            **own, match_id=match_id, package=package, provider=provider, reference="H-1", token="token-1",
            country="NL", state="ready", recipient="abuse@bridge.example", languages=["en"], subject="Request",
            text="Please remove this.", html="<p>Please remove this.</p>", content=_mail(), content_sha256="12" * 32,
        )  # fmt: skip
        sealed = _sealed(cast, package)
        target = NoticeTarget.objects.create(**own, notice=notice, match_id=match_id, package=package)
        waiting = ReviewItem.objects.create(**own, notice=notice)
        delivery = Delivery.objects.create(**own, notice=notice, recipient="abuse@bridge.example", state="unknown")
        check = Check.objects.create(**own, notice=notice, target=target, number=1, due_at=now)
        asked = AskedSecond.objects.create(
            agency=cast.harbour, asker_id=cast.island.pk, code="ab" * 16, sha256="12" * 32, words_sha256="34" * 32,
            text="Please remove this from the bridge.", expires_at=now + timedelta(hours=1),
            facts=ASKED,
        )  # fmt: skip
    return {
        **care_rows(cast, waiting),
        "package_id": package.pk,
        "archive_id": sealed.pk,
        "number": 1,
        "notice_id": notice.pk,
        "item_id": waiting.pk,
        "delivery_id": delivery.pk,
        "check_id": check.pk,
        "asked_id": asked.pk,
        **_desk(cast, case_id, waiting.pk),
    }
