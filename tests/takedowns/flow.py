"""A find, its package, its notice and its place on the desk, made row by row; the bridge does not exist."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from agencies.doors.adapters import browser, pdf
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from cases.casework.models import Case
from cases.detection.models import Match
from cases.detection.services import finds
from cases.detection.services.finds import Sighting
from cases.fingerprints import services as fingerprints
from cases.fingerprints.bands import Band
from cases.fingerprints.digest import Item
from cases.fingerprints.matching import Hit
from takedowns.evidence import manifest
from takedowns.evidence.models import EvidenceItem, EvidencePackage
from takedowns.notices import bases
from takedowns.notices import services as notices
from takedowns.notices.models import BasisConfirmation, Notice
from takedowns.recipients import services as recipients
from takedowns.review import services as review
from takedowns.review.models import ReviewItem
from tests.people import Cast

HOST = "bridges.example"
SAMPLE_PDF = b"%PDF-1.7 sample"
DIFFERENCE = "8001" + "0" * 60


def quick_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Setting a real PDF takes a second; what it holds is tested elsewhere."""
    monkeypatch.setattr(pdf, "render", lambda html, **how: SAMPLE_PDF)


def no_screenshot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Captures say that there is no browser; starting one takes seconds."""

    def missing(*_args: Any, **_how: Any) -> None:
        raise browser.BrowserMissing

    monkeypatch.setattr(browser, "capture_shared", missing)


def confirm_bases() -> None:
    for basis in bases.load():
        BasisConfirmation.objects.get_or_create(
            code=basis.code,
            defaults={"verified_by": "a lawyer", "verified_on": date(2026, 1, 2), "row_sha256": basis.sha256},
        )


def a_case(cast: Cast, *, age: str = "adult", identity: str = "person_shown", mandate: bool = True) -> Case:
    """An open case of the harbour agency with consent to everything that follows."""
    case = casework.case_open(cast.worker, age_band=age, purposes=["detection", "notices"])
    casework.case_update(
        cast.worker, case_id=case.pk, age_band=age, identity=identity, quiet=False, excluded_countries=[]
    )
    if mandate:
        casework.mandate_record(cast.worker, case_id=case.pk, signed_on=date(2026, 1, 2), expires_on=None, form="paper")
    return case


def a_find(
    cast: Cast, case: Case, *, band: str = "certain", number: int = 1, base: str = "", country: str = "DE", **hit: Any
) -> int:
    """A find on post `number` of the host, or below the address `base`."""
    base = base or f"https://{HOST}"
    item = Item(sha256=f"{case.pk:064x}", media="image", pdq=None, quality=None, width=8, height=8, frames=())
    (row,) = fingerprints.fingerprints_register(cast.worker, case_id=case.pk, items=[item])
    values: dict[str, Any] = {
        "distance": 2,
        "quality": 96,
        "turn": 0,
        "trimmed": False,
        "exact": band == "certain",
        "frames": 0,
    }
    values |= {"difference": DIFFERENCE} | hit
    found = finds.match_record(
        Actor.system(cast.harbour.pk),
        hit=Hit(
            agency_id=cast.harbour.pk,
            fingerprint_id=row.pk,
            band=Band(band),
            **values,
        ),
        sighting=Sighting(
            page_url=f"{base}/post/{number}",
            media_url=f"{base}/media/{number}.jpg",
            media_sha256="ab" * 32,
            country=country,
            language="de",
            fetched_at=timezone.now() - timedelta(seconds=3),
        ),
    )
    assert found is not None
    return found


def a_package(cast: Cast, match_id: int, *, remarks: tuple[str, ...] = (), **items: tuple[str, bytes]) -> int:
    """A package that was captured without a network; `items`: name with "_" for "." -> (media type, content)."""
    at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    items = items or {
        "page_html": ("text/html", b"<h1>Bridges</h1><script>alert(1)</script>"),
        "page_txt": ("text/plain", b"Bridges\nA bridge at noon"),
        "report_pdf": ("application/pdf", SAMPLE_PDF),
    }
    kept = [(name.replace("_", "."), kind, content, at) for name, (kind, content) in items.items()]
    with tenant_scope(cast.harbour.pk):
        match = Match.objects.get(id=match_id)
        text = manifest.build(manifest.item(*one) for one in kept)
        package = EvidencePackage.objects.create(
            agency_id=cast.harbour.pk, case_id=match.case_id, match=match, manifest=text,
            manifest_sha256=manifest.manifest_sha256(text), remarks=list(remarks),
        )  # fmt: skip
        EvidenceItem.objects.bulk_create(
            EvidenceItem(
                agency_id=cast.harbour.pk, package=package, number=number, name=name, kind=kind,
                sha256=manifest.item(name, kind, content, at).sha256, content=content, taken_at=at,
            )
            for number, (name, kind, content, at) in enumerate(kept, start=1)
        )  # fmt: skip
    return package.pk


def a_notice(cast: Cast, package_id: int, *, provider: bool = True) -> Notice:
    """The draft of a package; DE and KR have a usable legal basis, the host has an abuse desk."""
    confirm_bases()
    if provider:
        recipients.provider_set(
            name="Bridge Pictures", hosts=[HOST, "127.0.0.1"], country="DE", language="de",
            abuse_email=f"abuse@{HOST}", verified_on=date(2026, 11, 1),
        )  # fmt: skip
    notices.notice_draft(Actor.system(cast.harbour.pk), package_id=package_id)
    with tenant_scope(cast.harbour.pk):
        return Notice.objects.get(package_id=package_id)


def on_desk(cast: Cast, notice: Notice) -> ReviewItem:
    review.item_queue(Actor.system(cast.harbour.pk), notice_id=notice.pk)
    with tenant_scope(cast.harbour.pk):
        return ReviewItem.objects.select_related("notice").get(notice=notice)


def an_item(
    cast: Cast, *, band: str = "certain", number: int = 1, case: Case | None = None, provider: bool = True, **facts: Any
) -> ReviewItem:
    """Everything at once: a package on the desk. `facts` go to a_case."""
    found = a_find(cast, case or a_case(cast, **facts), band=band, number=number)
    return on_desk(cast, a_notice(cast, a_package(cast, found), provider=provider))


def fresh(cast: Cast, row: Any) -> Any:
    """The row as it is now."""
    with tenant_scope(cast.harbour.pk):
        found = type(row).objects.get(pk=row.pk)
        for name in found.sealed_names:
            getattr(found, name)  # opened here, since it cannot be opened outside a scope
        return found


def match_state(cast: Cast, item: ReviewItem) -> str:
    with tenant_scope(cast.harbour.pk):
        return Match.objects.get(id=Notice.objects.get(id=item.notice_id).match_id).state
