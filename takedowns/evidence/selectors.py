"""Reads of evidence packages."""

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from cases.casework import selectors as casework
from takedowns.evidence import manifest
from takedowns.evidence.models import CustodyEvent, EvidenceItem, EvidencePackage


def package(actor: Actor, package_id: int) -> EvidencePackage:
    """One package of a case that this actor may see; raises NotFound."""
    rows = EvidencePackage.objects.visible_to(actor).filter(case_id__in=casework.visible_ids(actor))
    found = rows.select_related("case", "match").filter(id=package_id).first()
    if found is None:
        raise NotFound
    return found


def of_match(actor: Actor, match_id: int) -> EvidencePackage | None:
    """A find's package, or None while it is being made."""
    rows = EvidencePackage.objects.visible_to(actor).filter(case_id__in=casework.visible_ids(actor))
    return rows.filter(match_id=match_id).first()


def items(actor: Actor, package_id: int) -> list[EvidenceItem]:
    """A package's items without their content."""
    return list(
        EvidenceItem.objects.visible_to(actor).filter(package_id=package_id).defer("content").order_by("number")
    )


def item(actor: Actor, package_id: int, number: int) -> EvidenceItem:
    """One item with its content; raises NotFound."""
    found = (
        EvidenceItem.objects.visible_to(actor).filter(package_id=package(actor, package_id).pk, number=number).first()
    )
    if found is None:
        raise NotFound
    return found


def custody(actor: Actor, package_id: int) -> list[CustodyEvent]:
    """Who touched the package, oldest first."""
    return list(CustodyEvent.objects.visible_to(actor).filter(package_id=package_id).order_by("id"))


def problems(actor: Actor, package_id: int) -> list[str]:
    """What does not fit between manifest and items; empty when the package is whole."""
    found = package(actor, package_id)
    content = {row.name: bytes(row.content) for row in EvidenceItem.objects.visible_to(actor).filter(package=found)}
    return manifest.verify(bytes(found.manifest), content)
