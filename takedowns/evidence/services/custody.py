"""The chain of custody: one line for each time that somebody touched a package."""

from typing import Any

from django.utils import timezone

from agencies.audit import services as audit
from agencies.tenancy.actor import Actor
from agencies.tenancy.services import verb
from takedowns.evidence import manifest, record, selectors
from takedowns.evidence.models import CustodyEvent, EvidencePackage


def line(actor: Actor, package: EvidencePackage, action: str) -> None:
    """One more line of the package's custody chain, in the caller's transaction; one writer at a time, or it would fork."""
    EvidencePackage.objects.visible_to(actor).select_for_update().get(id=package.pk)
    last = CustodyEvent.objects.visible_to(actor).filter(package=package).order_by("-id").first()
    at = timezone.now()
    row = record.custody_row(package.pk, at, actor.kind, actor.user_id, action)
    CustodyEvent.objects.create(
        agency_id=actor.agency_id, package=package, at=at, actor_kind=actor.kind, actor_user_id=actor.user_id,
        action=action, digest=manifest.link(last.digest if last else package.manifest_sha256, row),
    )  # fmt: skip


@verb("evidence.read")
def report_open(actor: Actor, *, package_id: int) -> None:
    """Write down that a person had the report of a package set; raises NotFound."""
    _opened(actor, package_id, "opened report", report=True)


@verb("evidence.read")
def evidence_open(actor: Actor, *, package_id: int, item: int | None = None) -> None:
    """Write down that a person opened a package or one of its items; raises NotFound."""
    _opened(actor, package_id, "opened" if item is None else f"opened item {item}", item=item)


def _opened(actor: Actor, package_id: int, action: str, **told: Any) -> None:
    package = selectors.package(actor, package_id)
    line(actor, package, action)
    audit.record(
        actor, "evidence.open", subject_kind="evidencepackage", subject_id=package.pk, case_id=package.case_id, **told
    )
