"""Open a notice for a find, let more finds join it, part one from it, and write what it says.

Which finds belong together is committed first; the words are written afterwards, outside of any transaction. In between the
notice names the problem `being_written`, so nobody can approve a text that does not name all its addresses.
"""

import secrets
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from agencies.audit import services as audit
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from takedowns.evidence.models import EvidencePackage
from takedowns.notices import facts, selectors
from takedowns.notices.batch import BEING_WRITTEN
from takedowns.notices.models import Notice, NoticeTarget
from takedowns.notices.services.claims import claim
from takedowns.notices.services.forms import parts_keep
from takedowns.notices.services.material import material_of
from takedowns.notices.services.settle import lead, settled
from takedowns.notices.services.write import Prospect, Written, composed, prospect, unfinished
from takedowns.notices.states import OPEN, NoticeState


def new_reference() -> str:
    """How a notice is named in letters and mails: says neither which agency wrote it nor about which find."""
    return "-".join(("MR", *(secrets.token_hex(2).upper() for _ in range(3))))


class Claimed(Exception):
    """Another agency writes about one of the addresses, or the notice was decided in the meantime."""


def notice_draft(actor: Actor, *, package_id: int) -> None:
    """Draft a notice for one package, once. What is missing becomes named problems; nothing is guessed."""
    rights.require(actor, "notice.draft")
    with tenant_scope(actor.agency_id):
        rows = EvidencePackage.objects.visible_to(actor).select_related("match", "case")
        package = rows.filter(id=package_id).first()
        if package is None:
            return
        target = selectors.target_of(actor, package.match_id)
        notice_id = target.notice_id if target else notice_open(actor, package, prospect(actor, package))
    notice_write(actor, notice_id=notice_id)


def notice_open(actor: Actor, package: EvidencePackage, known: Prospect) -> int:
    """A new notice for this package, still without words, in the caller's transaction; returns its id."""
    try:
        with transaction.atomic():
            notice = Notice.objects.create(
                agency_id=actor.agency_id, case_id=package.case_id, match_id=package.match_id, package=package,
                provider=known.provider, reference=new_reference(), country=package.match.country, basis=known.basis,
                token=secrets.token_hex(12), problems=[BEING_WRITTEN, *known.blocks],
            )  # fmt: skip
            _add(actor, notice, [package])
    except IntegrityError:  # a second run of the same job was first
        target = selectors.target_of(actor, package.match_id)
        assert target is not None
        return target.notice_id
    claim(actor, notice, [package.match])
    return notice.pk


def notice_join(actor: Actor, notice: Notice, packages: Sequence[EvidencePackage]) -> Notice:
    """Let more finds into an undecided notice, in the caller's transaction; nobody has looked at all of it any more.

    Returns it as it is now.

    The notice is locked before its addresses are claimed, as whoever writes it anew does: the other way round both would
    wait for each other. Raises Claimed, having changed nothing.
    """
    with transaction.atomic():
        rows = Notice.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
        row = rows.filter(id=notice.pk, state__in=OPEN, approved_sha256="").first()
        if row is None or claim(actor, row, [package.match for package in packages]):
            raise Claimed
        _add(actor, row, packages)
        row.problems = [BEING_WRITTEN, *(name for name in row.problems if name != BEING_WRITTEN)]
        row.state, row.looked = NoticeState.INCOMPLETE, facts.Looked.NOBODY
        lead(row, selectors.packages(actor, row.pk))
        row.save(update_fields=["problems", "state", "looked", "match", "package"])
        return row


def _add(actor: Actor, notice: Notice, packages: Sequence[EvidencePackage]) -> None:
    NoticeTarget.objects.bulk_create(
        NoticeTarget(
            agency_id=actor.agency_id, case_id=notice.case_id, notice=notice, match_id=package.match_id, package=package
        )
        for package in packages
    )  # fmt: skip


def notice_part(actor: Actor, notice: Notice, *, match_id: int) -> Notice:
    """Give one find of an undecided notice a notice of its own, in the caller's transaction; both are to be written anew."""
    part = NoticeTarget.objects.visible_to(actor).select_related("package__match", "package__case", "match")
    target = part.get(notice_id=notice.pk, match_id=match_id)
    known = prospect(actor, target.package)
    fresh = Notice.objects.create(
        agency_id=actor.agency_id, case_id=notice.case_id, match_id=match_id, package_id=target.package_id,
        provider=known.provider, reference=new_reference(),
        country=notice.country, basis=known.basis, token=secrets.token_hex(12),
        problems=[BEING_WRITTEN, *known.blocks], looked=notice.looked,
    )  # fmt: skip
    NoticeTarget.objects.visible_to(actor).filter(id=target.pk).update(notice=fresh)
    claim(actor, fresh, [target.match])
    lead(notice, selectors.packages(actor, notice.pk))
    Notice.objects.visible_to(actor).filter(id=notice.pk).update(match_id=notice.match_id, package_id=notice.package_id)
    audit.record(
        actor, "notice.part", subject_kind="notice", subject_id=notice.pk, case_id=notice.case_id, match_id=match_id,
        part_id=fresh.pk,
    )  # fmt: skip
    return fresh


def notice_write(actor: Actor, *, notice_id: int) -> None:
    """Write the words of a notice whose finds changed; safe to run again. What others wrote meanwhile stays.

    When more finds joined in the meantime their own jobs write it, and only a notice without any words keeps these: it comes to
    the desk, where it cannot be approved before the rest is written.
    """
    rights.require(actor, "notice.draft")
    with tenant_scope(actor.agency_id):
        notice = Notice.objects.visible_to(actor).filter(id=notice_id, state__in=OPEN).first()
        if notice is None or BEING_WRITTEN not in notice.problems:
            return
        packages = selectors.packages(actor, notice_id)
        taken = claim(actor, notice, [package.match for package in packages])
        material = material_of(actor, packages, notice=notice)
    written = composed(
        material, reference=notice.reference, token=notice.token, looked=facts.Looked(notice.looked),
        known=["address_claimed"] if taken else [], extra=notice.papers,
    )  # fmt: skip
    with tenant_scope(actor.agency_id):
        _keep(actor, notice_id, packages, written)


def _keep(actor: Actor, notice_id: int, packages: Sequence[EvidencePackage], written: Written) -> None:
    """Keep the words, if they are still wanted."""
    rows = Notice.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    row = rows.filter(id=notice_id, state__in=OPEN).first()
    whole = [one.pk for one in selectors.packages(actor, notice_id)] == [one.pk for one in packages]
    if row is None or BEING_WRITTEN not in row.problems or (row.languages and not whole):
        return
    first, kept = not row.languages, written if whole else unfinished(written)
    for name, value in kept.values.items():
        setattr(row, name, value)
    row.save(update_fields=list(kept.values))
    parts_keep(actor, row, kept.parts)
    audit.record(
        actor, "notice.draft" if first else "notice.grow", subject_kind="notice", subject_id=row.pk,
        case_id=row.case_id, sha256=row.content_sha256, basis=row.basis, targets=len(packages),
    )  # fmt: skip
    settled(actor, row, packages, first=first)
