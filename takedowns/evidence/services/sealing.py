"""Writing a sealed archive: papers set, signed and stamped outside any transaction, then the files, the seal, the container."""

import io
import secrets
from dataclasses import dataclass, field, replace

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.template.loader import render_to_string
from django.utils import timezone

from agencies.audit import selectors as trail
from agencies.audit import services as audit
from agencies.doors.adapters import pades, pdf, stamps
from agencies.doors.exchange import Refused, Unreachable
from agencies.events import services as events
from agencies.leaving import archive
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from takedowns.evidence import forums, forumwords, papers, readme, sealed, selectors
from takedowns.evidence.authorities import PAUSES
from takedowns.evidence.models import EvidencePackage, EvidenceStamp, SealedArchive
from takedowns.evidence.report import GRADES, StampGrade
from takedowns.evidence.services import signing, stamping
from takedowns.evidence.services.archives import FORGET, KEPT
from takedowns.evidence.services.material import core_of
from takedowns.evidence.services.verifying import zipped
from takedowns.evidence.states import NO_PICTURES, ArchiveState

log = structlog.get_logger(__name__)
FIELD = "Agency"
ROUNDS = 3  # a case may become protected while its archive is written


@dataclass
class Work:
    """One archive on its way: read in one scope, set without one, stored in another."""

    archive_id: int
    case_id: int
    nonce: str
    core: papers.Core
    contents: sealed.Contents
    private: str
    certificate: str
    remarks: list[str] = field(default_factory=list)


def archive_write(actor: Actor, *, archive_id: int) -> None:
    """Write one archive that was asked for, once. An authority that is away costs its stamp, a missing PDF library the papers."""
    rights.require(actor, "evidence.capture")
    with tenant_scope(actor.agency_id):
        row = SealedArchive.objects.visible_to(actor).filter(id=archive_id, state=ArchiveState.QUEUED).first()
        package_id = row.package_id if row else 0
    if not package_id:
        return
    try:
        if not any(_write(actor, archive_id, package_id) for _round in range(ROUNDS)):
            raise RuntimeError("the package changes again and again")
    except (OperationalError, InterfaceError):
        raise  # the job is taken up again
    except Exception:
        with tenant_scope(actor.agency_id):
            rows = SealedArchive.objects.visible_to(actor).filter(id=archive_id, state=ArchiveState.QUEUED)
            rows.update(state=ArchiveState.FAILED, nonce="")
        raise


def _write(actor: Actor, archive_id: int, package_id: int) -> bool:
    """Whether it is written; False when a picture in it had to go in the meantime."""
    stamping.package_stamp(actor, package_id=package_id, tries=len(PAUSES))
    with tenant_scope(actor.agency_id):
        work = _read(actor, archive_id)
    reports = _papers(work)
    contents = replace(work.contents, reports=reports, readme=readme.readme(work.core))
    files = sealed.layout(
        contents, certificate=work.certificate, sign=lambda data: signing.sign_with(work.private, data)
    )
    data = zipped(files)
    return _store(actor, work, _encrypted(data, work.nonce) if work.nonce else data)


def _read(actor: Actor, archive_id: int) -> Work:
    row = selectors.archive(actor, archive_id)
    package = selectors.package(actor, row.package_id)
    key, core = signing.signer(actor), core_of(actor, row)
    signature, certificate = bytes(package.signature), package.signed_with and package.signed_with.certificate
    if not certificate:  # kept before the agency had a key: sealed today
        signature, certificate = signing.sign(key, bytes(package.manifest)), key.certificate
    contents = selectors.contents(actor, package)
    made = sealed.Contents(
        manifest=bytes(package.manifest),
        signature=signature,
        certificate=certificate,
        items={item.name: bytes(item.content) for item in contents},
        custody=selectors.chain(actor, package.pk),
        readme=b"",
        stamps=[_stamp(one) for one in selectors.stamps(actor, package.pk) if one.token],
        withheld=selectors.held_back(actor, package),
    )
    left_out = [NO_PICTURES] if made.withheld else []
    return Work(archive_id, row.case_id, row.nonce, core, made, key.private, key.certificate, left_out)


def _stamp(row: EvidenceStamp) -> sealed.Stamp:
    grade = GRADES[StampGrade(row.grade)]
    at = row.stamped_at.isoformat() if row.stamped_at else ""
    lines = [row.authority, at, grade.en, grade.ko, row.trust_list or forumwords.NO_ENTRY]
    return sealed.Stamp(bytes(row.token), row.certificates, "".join(f"{line}\n" for line in lines))


def _papers(work: Work) -> dict[str, bytes]:
    """The papers as signed PDF/A; what could not be made is a remark."""
    made = {}
    signer = pades.signer_of_pem(work.private, work.certificate)
    for paper in forums.papers(work.core):
        try:
            plain = pdf.render(render_to_string("evidence/paper.html", papers.context(paper)))
        except (pdf.PdfMissing, pdf.PdfFailed):
            work.remarks.append("no_papers")
            return {}
        try:
            made[paper.name] = _signed(plain, signer, work)
        except pades.SigningFailed:
            made[paper.name] = plain
            work.remarks.append("paper_unsigned")
    return made


def _signed(plain: bytes, signer: object, work: Work) -> bytes:
    """The PDF with the agency's signature, and the first authority's time stamp in it where that answers."""
    asked = selectors.authorities()
    if asked:
        policy, url = trail.tsa_policy(), asked[0].url
        try:
            return pades.sign(plain, signer, field=FIELD, stamper=lambda query: stamps.post(url, query, policy=policy))
        except (pades.SigningFailed, stamps.NoStamp, Refused, Unreachable):
            work.remarks.append("paper_unstamped")
    return pades.sign(plain, signer, field=FIELD)


def _encrypted(data: bytes, nonce: str) -> bytes:
    """In the container of the agency's exports, which openssl opens."""
    out = io.BytesIO()
    container = archive.Enciphering(out, archive.passphrase(settings.SECRET_KEY, nonce), secrets.token_bytes(8))
    container.write(data)
    container.close()
    return out.getvalue()


def _store(actor: Actor, work: Work, data: bytes) -> bool:
    with tenant_scope(actor.agency_id):
        EvidencePackage.objects.visible_to(actor).select_for_update().get(id=work.core.package)
        if set(selectors.held_back(actor, selectors.package(actor, work.core.package))) - set(work.contents.withheld):
            return False
        rows = SealedArchive.objects.visible_to(actor).select_for_update()
        row = rows.filter(id=work.archive_id, state=ArchiveState.QUEUED).first()
        if row is None:
            return True
        row.content, row.size, row.sha256 = data, len(data), sealed.digest(data)
        row.state, row.ready_at, row.remarks = ArchiveState.READY, timezone.now(), sorted(set(work.remarks))
        row.save(update_fields=["content", "size", "sha256", "state", "ready_at", "remarks"])
        audit.record(
            actor, "evidence.sealed", subject_kind="sealedarchive", subject_id=row.pk, case_id=row.case_id, sha256=row.sha256
        )  # fmt: skip
        events.enqueue(
            FORGET, agency_id=actor.agency_id, key=f"{FORGET}:{row.pk}", delay=KEPT.total_seconds(), archive_id=row.pk
        )
    return True
