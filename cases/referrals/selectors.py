"""Reads of referrals on both sides, and what of a case a referral holds."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from cases.casework import selectors as casework
from cases.casework.states import Purpose
from cases.fingerprints import packing
from cases.fingerprints.models import Fingerprint
from cases.fingerprints.states import FingerprintState
from cases.intake.models import Report, ReportedLink
from cases.referrals.models import Referral, ReferralOffer
from cases.referrals.shared import Shared, SharedPrint, SharedReport, amount
from cases.referrals.states import Part, ReferralState

TOLD = (Part.TEXT, Part.CONTACT, Part.LINKS)


def referrals(actor: Actor, case_id: int | None = None) -> QuerySet[Referral]:
    """What this agency refers, newest first, of the cases that this actor may see."""
    rows = Referral.objects.visible_to(actor).select_related("case", "partner").order_by("-id")
    return rows if case_id is None else rows.filter(case_id=case_id)


def referral(actor: Actor, referral_id: int) -> Referral:
    """One of them; raises NotFound."""
    found = referrals(actor).filter(id=referral_id).first()
    if found is None:
        raise NotFound
    return found


def offers(actor: Actor) -> QuerySet[ReferralOffer]:
    """What partners refer to this agency, newest first; an offer that was taken back is gone."""
    rows = ReferralOffer.objects.visible_to(actor).exclude(state=ReferralState.TAKEN_BACK)
    return rows.select_related("partner").order_by("-id")


def offer(actor: Actor, offer_id: int) -> ReferralOffer:
    """One of them; raises NotFound."""
    found = offers(actor).filter(id=offer_id).first()
    if found is None:
        raise NotFound
    return found


def offers_waiting(actor: Actor) -> int:
    """How many offers wait, for those who may answer them."""
    if not rights.allowed(actor, "referral.answer"):
        return 0
    return offers(actor).filter(state=ReferralState.OFFERED).count()


def chosen(actor: Actor, case_id: int, parts: Sequence[str]) -> dict[str, Any]:
    """The chosen parts of a case as ids: what is added to the case later is not shared with them."""
    reports = Report.objects.visible_to(actor).filter(case_id=case_id).order_by("id")
    links = ReportedLink.objects.visible_to(actor).filter(case_id=case_id).order_by("id")
    prints = Fingerprint.objects.visible_to(actor).filter(case_id=case_id, state=FingerprintState.ACTIVE).order_by("id")
    purposes = [row.purpose for row in casework.consents(actor, case_id) if row.withdrawn_at is None]
    return {
        "chosen": sorted(parts),
        "reports": list(reports.values_list("id", flat=True)) if set(parts) & set(TOLD) else [],
        "links": list(links.values_list("id", flat=True)) if Part.LINKS in parts else [],
        "fingerprints": list(prints.values_list("id", flat=True)) if Part.FINGERPRINTS in parts else [],
        "purposes": purposes if Part.CONSENTS in parts else [],
    }


def amounts(parts: dict[str, Any]) -> dict[str, str]:
    """How much a referral holds, in words."""
    told = {str(part): amount(len(parts["reports"])) for part in (Part.TEXT, Part.CONTACT) if part in parts["chosen"]}
    counted = {Part.LINKS: "links", Part.FINGERPRINTS: "fingerprints", Part.CONSENTS: "purposes"}
    return told | {str(p): amount(len(parts[name])) for p, name in counted.items() if p in parts["chosen"]}


def share(actor: Actor, row: Referral) -> Shared:
    """The shared part as it is now: exactly what was chosen, without what was withdrawn in the meantime."""
    parts, case = row.parts, row.case
    live = {consent.purpose for consent in casework.consents(actor, case.pk) if consent.withdrawn_at is None}
    purposes = tuple(purpose for purpose in parts["purposes"] if purpose in live)
    return Shared(
        age_band=case.age_band,
        language=case.language,
        quiet=case.quiet,
        restricted=case.restricted,
        excluded_countries=tuple(case.excluded_countries),
        excluded_recipients=tuple(casework.excluded_recipients(actor, case.pk)),
        excluded_police=case.excluded_police,
        reports=_reports(actor, parts),
        prints=_prints(actor, parts, Purpose.DETAILED_DETECTION in purposes) if Purpose.DETECTION in purposes else (),
        purposes=purposes,
    )


def _reports(actor: Actor, parts: dict[str, Any]) -> tuple[SharedReport, ...]:
    links: dict[int, list[str]] = {}
    for link in ReportedLink.objects.visible_to(actor).filter(id__in=parts["links"]).order_by("id"):
        links.setdefault(link.report_id, []).append(link.url)
    rows = Report.objects.visible_to(actor).filter(id__in=parts["reports"]).order_by("id")
    found = [
        SharedReport(
            text=row.text if Part.TEXT in parts["chosen"] else "",
            contact=row.contact if Part.CONTACT in parts["chosen"] else "",
            links=tuple(links.get(row.pk, ())),
        )
        for row in rows
    ]
    return tuple(report for report in found if report.text or report.contact or report.links)


def _prints(actor: Actor, parts: dict[str, Any], detailed: bool) -> tuple[SharedPrint, ...]:
    rows = Fingerprint.objects.visible_to(actor).filter(id__in=parts["fingerprints"], state=FingerprintState.ACTIVE)
    return tuple(
        SharedPrint(
            media=row.media, quality=row.quality, width=row.width, height=row.height, frames=row.frames,
            algorithm=row.algorithm, preparation=row.preparation, level=row.level,
            values=row.values if detailed else packing.pack(packing.plain(packing.unpack(row.values))),
        )
        for row in rows.order_by("id")
    )  # fmt: skip
