"""Time stamps over the manifest: asked outside any transaction, asked again later when an authority is away."""

import structlog
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from agencies.audit import selectors as audit
from agencies.audit import services as trail
from agencies.doors.adapters import stamps
from agencies.doors.exchange import Refused, Unreachable
from agencies.events import services as events
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import Conflict
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from takedowns.evidence import selectors
from takedowns.evidence.authorities import PAUSES, Authority
from takedowns.evidence.models import EvidencePackage, EvidenceStamp, StampAuthority

log = structlog.get_logger(__name__)
JOB = "takedowns.evidence.stamp"


def stamps_begin(actor: Actor, package_id: int) -> None:
    """Ask the authorities for stamps soon, in the caller's transaction; nothing where none is configured."""
    if selectors.authorities():
        events.enqueue(JOB, agency_id=actor.agency_id, key=f"{JOB}:{package_id}:0", package_id=package_id, tries=0)


@verb("evidence.export")
def stamps_ask(actor: Actor, *, package_id: int) -> None:
    """Ask for the stamps that are missing now: a person's button; raises NotFound, and Conflict where there is nothing to ask for."""
    package = selectors.package(actor, package_id)
    if not selectors.unstamped(actor, package_id):
        raise Conflict(_("No time stamp is missing, or the platform has named no time-stamping authority."))
    number = sum(row.tries for row in selectors.stamps(actor, package_id))
    trail.record(
        actor, "evidence.stamp", subject_kind="evidencepackage", subject_id=package.pk, case_id=package.case_id
    )
    key = f"{JOB}:{package_id}:asked:{number}"
    events.enqueue(JOB, agency_id=actor.agency_id, key=key, package_id=package_id, tries=len(PAUSES))


def package_stamp(actor: Actor, *, package_id: int, tries: int = 0) -> int:
    """Ask each authority that has not stamped the package yet; returns how many did now. Nothing is raised for one that is away.

    tries: rounds before this one; after each there is a longer pause, and after the last one a person asks again.
    """
    rights.require(actor, "evidence.capture")
    with tenant_scope(actor.agency_id):
        package = EvidencePackage.objects.visible_to(actor).filter(id=package_id).first()
        missing = selectors.unstamped(actor, package_id) if package else []
    if package is None or not missing:
        return 0
    given = 0
    for authority in missing:
        token, trouble = _ask(authority, bytes(package.manifest))
        given += bool(token)
        _keep(actor, package, authority, token, trouble)
    if given < len(missing) and tries < len(PAUSES):
        with tenant_scope(actor.agency_id):
            events.enqueue(
                JOB, agency_id=actor.agency_id, key=f"{JOB}:{package_id}:{tries + 1}", delay=PAUSES[tries],
                package_id=package_id, tries=tries + 1,
            )  # fmt: skip
    return given


def _ask(authority: Authority, manifest: bytes) -> tuple[bytes, str]:
    """(answer, "") or (nothing, a word on what went wrong)."""
    try:
        return stamps.stamp(authority.url, manifest, policy=audit.tsa_policy(), roots=authority.roots.encode()), ""
    except (stamps.NoStamp, Refused, Unreachable) as error:
        word = str(error) if isinstance(error, stamps.NoStamp) else type(error).__name__
        log.warning("no time stamp for a package", reason=word[:60])
        return b"", word[:60]


def _keep(actor: Actor, package: EvidencePackage, authority: Authority, token: bytes, trouble: str) -> None:
    said = stamps.read(token) if token else None
    with tenant_scope(actor.agency_id):
        row, _made = EvidenceStamp.objects.get_or_create(
            agency_id=actor.agency_id,
            package=package,
            authority=authority.name,
            defaults={"grade": authority.grade, "trust_list": authority.trust_list},
        )
        EvidenceStamp.objects.visible_to(actor).filter(id=row.pk, token=b"").update(
            token=token,
            trouble=trouble,
            tries=F("tries") + 1,
            asked_at=Now(),
            grade=authority.grade,
            trust_list=authority.trust_list,
            stamped_at=said.at if said else None,
            certificates=f"{authority.roots.strip()}\n{said.certificates}".lstrip() if said else "",
        )


def authority_noted(staff: Staff, row: StampAuthority) -> None:
    """Write into the platform's trail that an authority was entered or changed, in the caller's transaction."""
    trail.record_platform(
        staff, "stamp_authority.change", subject_kind="stampauthority", subject_id=row.pk, grade=str(row.grade), active=row.active
    )  # fmt: skip
