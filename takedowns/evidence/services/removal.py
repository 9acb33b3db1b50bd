"""A case becomes protected: pictures that were kept of its pages before are destroyed (HARMS 3). Their digests stay."""

from agencies.audit import services as audit
from agencies.leaving.services import exports
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from takedowns.evidence import record, selectors
from takedowns.evidence.models import EvidenceItem, EvidencePackage, SealedArchive
from takedowns.evidence.services import custody
from takedowns.evidence.states import NO_PICTURES, ArchiveState


def pictures_remove(actor: Actor, *, case_id: int) -> None:
    """Empty every picture in the packages of a protected case, and take away files that were made with them.

    Nothing happens for other cases. Each package is a transaction of its own; a second run goes on where a first one stopped.
    """
    rights.require(actor, "evidence.capture")
    with tenant_scope(actor.agency_id):
        found = EvidencePackage.objects.visible_to(actor).filter(case_id=case_id).order_by("id")
        ids = list(found.values_list("id", flat=True))
    for package_id in ids:
        with tenant_scope(actor.agency_id):
            _clear(actor, package_id)
    with tenant_scope(actor.agency_id):
        last = selectors.last_removal(actor, case_id)
    if last is not None:
        exports.exports_take_away(actor, case_id=case_id, asked_before=last)


def _clear(actor: Actor, package_id: int) -> None:
    # locked first: whoever seals or hands out this package waits, and then sees what is left
    EvidencePackage.objects.visible_to(actor).select_for_update().get(id=package_id)
    package = selectors.package(actor, package_id)
    rows = selectors.pictures(actor, package)
    if not rows:
        return
    for row in rows:
        row.content = b""
        row.save(update_fields=["content"])
    ready = SealedArchive.objects.visible_to(actor).filter(package=package, state=ArchiveState.READY)
    for archive in ready.select_related("case").defer("content"):
        if NO_PICTURES in archive.remarks:
            continue
        archive.content, archive.nonce, archive.state = b"", "", ArchiveState.REMOVED
        archive.save(update_fields=["content", "nonce", "state"])
        audit.record(
            actor, "evidence.forget", subject_kind="sealedarchive", subject_id=archive.pk, case_id=package.case_id
        )
    tell(actor, package, [row.number for row in rows])


def tell(actor: Actor, package: EvidencePackage, numbers: list[int]) -> None:
    """Write down which items were destroyed: a link of the custody chain each, and one line of the trail."""
    for number in numbers:
        custody.line(actor, package, record.removal(number))
    audit.record(
        actor, "evidence.remove", subject_kind="evidencepackage", subject_id=package.pk, case_id=package.case_id,
        items=numbers,
    )  # fmt: skip


def kept(item: EvidenceItem, *, hidden: bool) -> EvidenceItem:
    """The item as it may be stored: without its content if it is a picture and the case is protected."""
    if hidden and record.is_raster(item.kind, bytes(item.content)):
        item.content = b""
    return item
