"""What the report and the papers for courts and police are made of: the core of facts."""

from django.utils import timezone
from django.utils.translation import override

from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from cases.casework.states import protected
from takedowns.evidence import core, record, selectors
from takedowns.evidence.models import EvidencePackage, SealedArchive
from takedowns.evidence.papers import Core, StampFact
from takedowns.evidence.report import EvidenceFacts, StampGrade


def core_of(actor: Actor, row: SealedArchive) -> Core:
    """The facts of a package as they stand now, for the archive's papers; in the caller's scope."""
    package = selectors.package(actor, row.package_id)
    key = package.signed_with or selectors.signing_key(actor)
    shown = {item.name for item in selectors.items(actor, package.pk)} - set(selectors.held_back(actor, package))
    return Core(
        facts=facts_of(actor, package, officer=row.asked_by),
        package=package.pk,
        fingerprint=key.fingerprint if key else "",
        made_at=timezone.now(),
        stamps=tuple(
            StampFact(one.authority, one.stamped_at, StampGrade(one.grade), one.trust_list)
            for one in selectors.stamps(actor, package.pk)
            if one.stamped_at
        ),
        screenshot="page.png" in shown,
        authority=row.recipient,
        file_number=row.file_number,
    )


def facts_of(actor: Actor, package: EvidencePackage, *, officer: int | None) -> EvidenceFacts:
    """The facts of a package as they stand now; in the caller's scope. `officer`: the user whose number stands on it."""
    files = {item.name: bytes(item.content) for item in selectors.contents(actor, package)}
    gone = ["picture_removed"] if selectors.removed(actor, package.pk) else []
    with override("en"):
        remarks = [record.REMARKS.get(name, name) for name in [*package.remarks, *gone]]
    known = core.Known(
        reference=f"{package.case.reference}-{package.match_id}",
        agency=tenancy.agency(actor.agency_id).name,
        duty_identity=selectors.duty_identity(actor, officer),
        url=package.match.page_url,
        found_at=package.match.found_at,
        captured_at=package.captured_at,
        protected=protected(package.case.age_band),
        method=record.method(package.match),
        band=package.match.band,
        manifest=bytes(package.manifest),
        manifest_sha256=package.manifest_sha256,
        remarks=remarks,
        custody=[(line.at, line.action, line.digest) for line in selectors.custody(actor, package.pk)],
    )
    return core.facts(known, files)
