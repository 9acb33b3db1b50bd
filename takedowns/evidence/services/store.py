"""Writing a captured package down, whole or not at all."""

from typing import Any

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case
from cases.casework.states import protected
from takedowns.evidence import manifest
from takedowns.evidence.models import EvidenceItem, EvidencePackage
from takedowns.evidence.services import custody, removal, signing, stamping
from takedowns.evidence.services.gathered import Capture


def keep(actor: Actor, capture: Capture, agency_name: str) -> None:
    """Package, items, signed manifest, first custody line, audit and event in one transaction."""
    match = capture.match
    items = [manifest.item(name, kind, content, at) for name, kind, content, at in capture.items]
    facts: dict[str, Any] = {"case": match.case.reference, "find": match.pk, "remarks": capture.remarks}
    with tenant_scope(actor.agency_id):
        key = signing.signer(actor)
        text = manifest.build(items, facts=facts | {"agency": agency_name, "signer_sha256": key.fingerprint})
        digest = manifest.manifest_sha256(text)
        package, created = EvidencePackage.objects.get_or_create(
            agency_id=actor.agency_id,
            match_id=match.pk,
            defaults={"case_id": match.case_id, "manifest": text, "manifest_sha256": digest, "remarks": capture.remarks}
            | {"signature": signing.sign(key, text), "signed_with": key},
        )
        if not created:
            return
        # the case may have become protected since the page was looked at
        hidden = protected(Case.objects.visible_to(actor).select_for_update().get(id=match.case_id).age_band)
        rows = [
            EvidenceItem(
                agency_id=actor.agency_id, package=package, number=number, name=name, kind=kind,
                sha256=items[number - 1].sha256, content=content, taken_at=at,
            )
            for number, (name, kind, content, at) in enumerate(capture.items, start=1)
        ]  # fmt: skip
        EvidenceItem.objects.bulk_create(removal.kept(row, hidden=hidden) for row in rows)
        custody.line(actor, package, "captured")
        if lost := [row.number for row in rows if hidden and not row.content and items[row.number - 1].size]:
            removal.tell(actor, package, lost)
        audit.record(
            actor, "evidence.capture", subject_kind="evidencepackage", subject_id=package.pk, case_id=match.case_id,
            sha256=digest,
        )  # fmt: skip
        events.emit(
            actor, "evidence.captured", case_id=match.case_id, subject_id=package.pk, match_id=match.pk, items=len(items)
        )  # fmt: skip
        stamping.stamps_begin(actor, package.pk)
