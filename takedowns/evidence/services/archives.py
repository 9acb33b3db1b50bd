"""Sealed archives: ask for one, give it out, write down that an authority has it, let the file go."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.exports import services as told
from agencies.leaving import archive
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from takedowns.evidence import selectors, states
from takedowns.evidence.models import SealedArchive
from takedowns.evidence.services import custody
from takedowns.evidence.states import ArchiveState, HandOver

BUILD, FORGET = "takedowns.evidence.seal", "takedowns.evidence.forget"
KEPT, LONGEST = timedelta(days=7), 200


@verb("evidence.export")
def archive_ask(
    actor: Actor, *, package_id: int, purpose: str, reason: str, recipient: str = "", file_number: str = ""
) -> tuple[SealedArchive, str]:
    """Ask for a sealed archive; returns it and the passphrase, which is shown this one time ("" for the agency's own check).

    recipient: the authority by its office; file_number: its reference. Raises NotFound; Invalid without a reason or, where
    somebody else gets it, without a recipient; Conflict while one for the same purpose is being written, or for changed evidence.
    """
    package = selectors.package(actor, package_id)
    recipient, file_number = " ".join(recipient.split()), " ".join(file_number.split())
    if purpose not in set(HandOver):
        raise Invalid(_("Choose whom it is for."), "purpose")
    if purpose != HandOver.OWN and not recipient:
        raise Invalid(_("Name the office that receives it. Name no person."), "recipient")
    if purpose == HandOver.POLICE and package.case.excluded_police:
        raise Invalid(
            _("The person wants nothing to go to the police. Ask her again, and change it in the case first."),
            "purpose",
        )
    for name, text in (("recipient", recipient), ("file_number", file_number)):
        if len(text) > LONGEST:
            raise Invalid(_("Write at most %(most)s letters.") % {"most": LONGEST}, name)
    if selectors.problems(actor, package_id):
        raise Conflict(_("This package was changed or is incomplete. It is not handed over. Tell your manager."))
    rows = SealedArchive.objects.visible_to(actor).filter(package=package, purpose=purpose)
    if rows.filter(state=ArchiveState.QUEUED).exists():
        raise Conflict(_("An archive for this purpose is being written already. Wait until it is ready."))
    row = SealedArchive(
        agency_id=actor.agency_id, case_id=package.case_id, package=package, purpose=purpose, recipient=recipient,
        file_number=file_number, asked_by=actor.user_id or 0, reason_id=0,
        nonce="" if purpose == HandOver.OWN else secrets.token_hex(16),
    )  # fmt: skip
    row.save()
    row.reason_id = told.export_record(
        actor, "evidence.export", reason=reason, subject_kind="sealedarchive", subject_id=row.pk,
        case_id=package.case_id, package=package.pk, purpose=str(purpose),
    )  # fmt: skip
    row.save(update_fields=["reason_id"])
    custody.line(actor, package, f"sealed for {purpose} {row.pk}")
    events.enqueue(BUILD, agency_id=actor.agency_id, key=f"{BUILD}:{row.pk}", archive_id=row.pk)
    return row, archive.passphrase(settings.SECRET_KEY, row.nonce) if row.nonce else ""


def archive_fetch(actor: Actor, *, archive_id: int) -> tuple[SealedArchive, bytes]:
    """The file once more, counted, with a line in the custody log. Raises NotFound; Conflict when it is not there (any more);
    Forbidden for a key that asks for one that is not encrypted.
    """
    with tenant_scope(actor.agency_id):
        row = selectors.archive(actor, archive_id)
        rights.require(actor, "evidence.fetch")
        if actor.kind != "person" and not row.nonce:
            raise Forbidden("evidence.fetch")
        if states.NO_PICTURES not in row.remarks and selectors.pictures(actor, row.package):
            raise Conflict(
                _("The case became protected: pictures are being destroyed. Ask for a new archive in a minute.")
            )
        content = bytes(row.content)
        if row.state != ArchiveState.READY or not content:
            raise Conflict(_("This file is not there (any more). Ask for a new archive."))
        SealedArchive.objects.visible_to(actor).filter(id=row.pk).update(fetched=F("fetched") + 1)
        custody.line(actor, row.package, f"fetched archive {row.pk}")
        audit.record(
            actor, "evidence.fetch", subject_kind="sealedarchive", subject_id=row.pk, case_id=row.case_id,
            sha256=row.sha256,
        )  # fmt: skip
    return row, content


@verb("evidence.export")
def archive_confirm(actor: Actor, *, archive_id: int, number: str) -> None:
    """Write down the number under which the authority confirmed that it has the archive; raises NotFound, Invalid, Conflict."""
    row = selectors.archive(actor, archive_id)
    text = " ".join(number.split())
    if not text or len(text) > LONGEST:
        raise Invalid(_("Write the authority's number, in at most %(most)s letters.") % {"most": LONGEST}, "number")
    if row.state not in {ArchiveState.READY, ArchiveState.REMOVED} or row.purpose == HandOver.OWN:
        raise Conflict(_("Nothing was handed over with this archive yet."))
    row.confirmation, row.confirmed_at = text, timezone.now()
    row.save(update_fields=["confirmation", "confirmed_at"])
    custody.line(actor, row.package, f"confirmed archive {row.pk}")
    audit.record(actor, "evidence.confirm", subject_kind="sealedarchive", subject_id=row.pk, case_id=row.case_id)


def archive_forget(actor: Actor, *, archive_id: int) -> None:
    """Let the file of an archive go; the receipt stays. A second run does nothing."""
    rights.require(actor, "evidence.capture")
    with tenant_scope(actor.agency_id):
        row = SealedArchive.objects.visible_to(actor).filter(id=archive_id, state=ArchiveState.READY).first()
        if row is None:
            return
        row.content, row.nonce, row.state = b"", "", ArchiveState.REMOVED
        row.save(update_fields=["content", "nonce", "state"])
        audit.record(actor, "evidence.forget", subject_kind="sealedarchive", subject_id=row.pk, case_id=row.case_id)
