"""Restrict a case, name and keep out people, declare a conflict, break the glass, settle what a reporter asked for."""

from collections.abc import Iterable
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP

from django.conf import settings
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agencies.access import services as access
from agencies.access.states import KeptOut
from agencies.audit import services as audit
from agencies.doors.adapters import mail
from agencies.events import services as events
from agencies.people import selectors as people
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from cases.casework import selectors as casework
from cases.casework.models import Case, CaseExclusion, CaseGlass, CaseGrant, KeepOutStatement
from cases.exceptions import selectors

TELL = "cases.exceptions.tell"


@verb("case.grant")
def case_restrict(actor: Actor, *, case_id: int) -> None:
    """Make the case exist for named workers only; the actor is one of them. Raises NotFound, Conflict."""
    case = casework.case(actor, case_id)
    if actor.user_id is not None:
        _name(actor, case.pk, actor.user_id)
    if not Case.objects.visible_to(actor).filter(id=case.pk, restricted=False).update(restricted=True):
        raise Conflict(_("The case is restricted already."))
    audit.record(actor, "case.restrict", subject_kind="case", subject_id=case.pk, case_id=case.pk)
    events.emit(actor, "case.restricted", case_id=case.pk, subject_id=case.pk)


@verb("case.grant")
def case_share(actor: Actor, *, case_id: int) -> None:
    """End the restriction: every colleague with the right sees the case again, except those who are kept out."""
    case = casework.case(actor, case_id)
    if not Case.objects.visible_to(actor).filter(id=case.pk, restricted=True).update(restricted=False):
        raise Conflict(_("The case is not restricted."))
    audit.record(actor, "case.share", subject_kind="case", subject_id=case.pk, case_id=case.pk)
    events.emit(actor, "case.shared", case_id=case.pk, subject_id=case.pk)


def _name(actor: Actor, case_id: int, user_id: int) -> None:
    if access.grant(actor, CaseGrant, user_id=user_id, object_id=case_id, codename="work_on_case", case_id=case_id):
        events.emit(actor, "case.worker_named", case_id=case_id, subject_id=case_id, user_id=user_id)


@verb("case.grant")
def worker_name(actor: Actor, *, case_id: int, user_id: int) -> None:
    """Name a colleague for a case that the actor sees. Raises NotFound, and Conflict for somebody who is kept out."""
    case = casework.case(actor, case_id)
    if user_id in selectors.kept_out(actor, case.pk):
        raise Conflict(_("This colleague is kept out of the case. Let her or him in first."))
    _name(actor, case.pk, user_id)


@verb("case.grant")
def worker_unname(actor: Actor, *, case_id: int, user_id: int) -> None:
    """Take the name back; the last one of a restricted case stays."""
    case = casework.case(actor, case_id)
    if case.restricted and set(selectors.named(actor, case.pk)) == {user_id}:
        raise Conflict(_("Somebody must stay named for a restricted case. Name a colleague first."))
    if access.revoke(actor, CaseGrant, user_id=user_id, object_id=case.pk, case_id=case.pk):
        events.emit(actor, "case.worker_unnamed", case_id=case.pk, subject_id=case.pk, user_id=user_id)


def keep_out(actor: Actor, *, case_id: int, user_ids: Iterable[int], origin: KeptOut) -> None:
    """Make the case not exist for these colleagues, in the caller's transaction; raises NotFound for strangers."""
    ours = people.names(actor)
    for user_id in sorted(set(user_ids)):
        if user_id not in ours:
            raise NotFound
        row, created = CaseExclusion.objects.get_or_create(
            agency_id=actor.agency_id, content_object_id=case_id, user_id=user_id, ended_at=None,
            defaults={"origin": origin},
        )  # fmt: skip
        if created:
            access.revoke(actor, CaseGrant, user_id=user_id, object_id=case_id, case_id=case_id)
            audit.record(
                actor, "case.keep_out", subject_kind="caseexclusion", subject_id=row.pk, case_id=case_id,
                user_id=user_id, origin=origin,
            )  # fmt: skip
            events.emit(actor, "case.kept_out", case_id=case_id, subject_id=case_id)


@verb("case.exclude")
def person_keep_out(actor: Actor, *, case_id: int, user_id: int) -> None:
    """Keep a colleague out, as the person asked; one's own conflict is declared instead."""
    case = casework.case(actor, case_id)
    if user_id == actor.user_id:
        raise Invalid(_("Declare a conflict of interest instead: you lose sight of the case at once."))
    keep_out(actor, case_id=case.pk, user_ids=[user_id], origin=KeptOut.NAMED)


@verb("case.exclude")
def person_let_in(actor: Actor, *, case_id: int, user_id: int) -> None:
    """End an exclusion; nobody can do that for herself, because she does not see the case."""
    case = casework.case(actor, case_id)
    rows = CaseExclusion.objects.visible_to(actor).filter(content_object_id=case.pk, user_id=user_id, ended_at=None)
    if not rows.update(ended_at=Now()):
        raise Conflict(_("This colleague is not kept out."))
    audit.record(actor, "case.let_in", subject_kind="case", subject_id=case.pk, case_id=case.pk, user_id=user_id)
    events.emit(actor, "case.let_in", case_id=case.pk, subject_id=case.pk)


@verb("case.conflict")
def conflict_declare(actor: Actor, *, case_id: int) -> None:
    """A conflict of interest: from this moment the case does not exist for the actor. Nobody is asked why."""
    case = casework.case(actor, case_id)
    if actor.user_id is None:
        raise NotFound
    keep_out(actor, case_id=case.pk, user_ids=[actor.user_id], origin=KeptOut.DECLARED)


@verb("case.glass")
def glass_break(actor: Actor, *, case_id: int, reason: str) -> CaseGlass:
    """See a restricted case for a limited time, for a stated reason; the people named for it and the managers are told.

    Raises NotFound for anything that is not behind glass for this manager, Invalid without a reason.
    """
    case = selectors.behind_glass(actor).filter(id=case_id).first()
    if case is None or actor.user_id is None:
        raise NotFound
    if not reason.strip():
        raise Invalid(_("Write why you must see this case."), "reason")
    until = timezone.now() + timedelta(seconds=tenancy.settings(actor).glass_seconds)
    row = CaseGlass.objects.create(
        agency_id=actor.agency_id, content_object_id=case.pk, user_id=actor.user_id, until=until, reason=reason.strip()
    )
    audit.record(
        actor, "case.glass_break", subject_kind="caseglass", subject_id=row.pk, case_id=case.pk,
        until=until.isoformat(timespec="seconds"),
    )  # fmt: skip
    events.emit(actor, "case.glass_broken", case_id=case.pk, subject_id=case.pk)
    events.enqueue(TELL, agency_id=actor.agency_id, key=f"glass:{row.pk}", glass_id=row.pk)
    return row


def glass_tell(actor: Actor, *, glass_id: int) -> None:
    """Send word of a broken glass, one mail a person, without anything of the case; each person once.

    An unknown outcome counts as told: a second mail would look like a second break-in.
    """
    rights.require(actor, "case.read")
    while True:
        with tenant_scope(actor.agency_id):
            glass = CaseGlass.objects.visible_to(actor).filter(id=glass_id).first()
            waiting = selectors.to_be_told(actor, glass) if glass is not None else []
            language = (tenancy.settings(actor).languages or ["en"])[0]
            name = tenancy.agency(actor.agency_id).name
        if glass is None or not waiting:
            return
        user_id, address = waiting[0]
        try:
            mail.send(
                _word(address, name, language),
                sender=settings.DEFAULT_FROM_EMAIL,
                recipients=[address],
                server=tenancy.mail_server(),
            )
        except mail.NotSent as error:
            if not error.permanent:
                raise events.Later("NotSent") from error
        except mail.OutcomeUnknown:
            pass
        with tenant_scope(actor.agency_id):
            row = CaseGlass.objects.visible_to(actor).select_for_update().get(id=glass.pk)
            CaseGlass.objects.visible_to(actor).filter(id=row.pk).update(told=[*row.told, user_id])


def _word(address: str, agency: str, language: str) -> bytes:
    """The mail: that it happened and where to look; no reference, no name, no reason."""
    message = EmailMessage()
    with translation.override(language):
        message["Subject"] = _("A restricted case was opened by a manager")
        text = _(
            "A manager of %(agency)s opened a restricted case that you are named for, or that your office keeps. "
            "Who, which and when is on the first page after you sign in: %(url)s"
        )
        message.set_content(text % {"agency": agency, "url": settings.PUBLIC_URL})
    message["From"], message["To"] = settings.DEFAULT_FROM_EMAIL, address
    return message.as_bytes(policy=SMTP)


def statement_keep(actor: Actor, *, case: Case, text: str, settled: bool = False) -> None:
    """Keep who must not see the case, in the caller's transaction. Unless it is settled the case is held: nobody sees it."""
    now = timezone.now() if settled else None
    row = KeepOutStatement.objects.create(
        agency_id=actor.agency_id, case=case, text=text.strip(), settled_at=now,
        settled_by=actor.user_id if settled else None,
    )  # fmt: skip
    if not settled:
        Case.objects.filter(agency_id=actor.agency_id, id=case.pk).update(held=True)
        case.held = True
        events.emit(actor, "case.held", case_id=case.pk, subject_id=case.pk)
    audit.record(actor, "statement.keep", subject_kind="keepoutstatement", subject_id=row.pk, case_id=case.pk)


@verb("case.settle")
def statement_open(actor: Actor, *, statement_id: int) -> KeepOutStatement:
    """Read a statement, which is written down; raises NotFound."""
    row = selectors.statement(actor, statement_id)
    audit.record(actor, "statement.open", subject_kind="keepoutstatement", subject_id=row.pk, case_id=row.case_id)
    return row


@verb("case.settle")
def statement_settle(actor: Actor, *, statement_id: int, user_ids: list[int]) -> None:
    """Say who is meant (nobody here: an empty list) and let the case go to the others. Raises NotFound, Conflict."""
    row = selectors.statement(actor, statement_id)
    mine = KeepOutStatement.objects.visible_to(actor)
    if not mine.filter(id=row.pk, settled_at=None).update(settled_at=Now(), settled_by=actor.user_id):
        raise Conflict(_("A colleague settled this in the meantime."))
    keep_out(actor, case_id=row.case_id, user_ids=user_ids, origin=KeptOut.NAMED)
    if not mine.filter(case_id=row.case_id, settled_at=None).exists():
        Case.objects.filter(agency_id=actor.agency_id, id=row.case_id).update(held=False)
    audit.record(
        actor, "statement.settle", subject_kind="keepoutstatement", subject_id=row.pk, case_id=row.case_id,
        people=len(user_ids),
    )  # fmt: skip
    events.emit(actor, "case.settled", case_id=row.case_id, subject_id=row.case_id)


@verb("case.settle")
def statement_about_me(actor: Actor, *, statement_id: int) -> None:
    """The reader is the person who is meant: she is kept out, and the statement waits for another manager."""
    row = selectors.statement(actor, statement_id)
    if actor.user_id is None:
        raise NotFound
    keep_out(actor, case_id=row.case_id, user_ids=[actor.user_id], origin=KeptOut.NAMED)


def cases_hand_over(actor: Actor, *, user_id: int, to_user_id: int | None) -> None:
    """Name somebody for every case that a person is named for, in the caller's transaction; part of handing work over.

    Raises Conflict when the receiver is kept out of one of them, without saying of which.
    """
    rows = CaseGrant.objects.visible_to(actor).filter(user_id=user_id)
    for case_id in list(rows.order_by("id").values_list("content_object_id", flat=True)):
        if to_user_id is not None:
            if to_user_id in selectors.kept_out(actor, case_id):
                raise Conflict(
                    _("This colleague cannot take over all of it. Choose somebody else; nothing was changed.")
                )
            _name(actor, case_id, to_user_id)
        if access.revoke(actor, CaseGrant, user_id=user_id, object_id=case_id, case_id=case_id):
            events.emit(actor, "case.worker_unnamed", case_id=case_id, subject_id=case_id, user_id=user_id)
