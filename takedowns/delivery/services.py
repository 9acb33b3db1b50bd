"""Send what was approved, exactly once, and only if it may be sent at that moment."""

import hashlib
from typing import Any

import structlog
from django.conf import settings
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.doors.adapters import mail
from agencies.events import services as events
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from agencies.workspace.adapters import NotSigned
from agencies.workspace.services.mail import Way, mail_way, message_sign
from cases.casework import selectors as casework
from cases.fingerprints.selectors import guards
from takedowns.delivery import selectors, words
from takedowns.delivery.models import Delivery
from takedowns.delivery.states import BY_HAND, Channel, DeliveryState
from takedowns.notices import compose
from takedowns.notices import selectors as notices
from takedowns.notices.bases import Capacity
from takedowns.notices.models import Notice
from takedowns.notices.states import NoticeState
from takedowns.recipients import rules
from takedowns.recipients import selectors as directory
from takedowns.recipients import services as recipients
from takedowns.review import selectors as review
from takedowns.review import services as desk

log = structlog.get_logger(__name__)


def delivery_send(actor: Actor, *, notice_id: int) -> None:
    """Gate, commit SENDING, then open the socket; the outcome is committed at once.

    A run that finds SENDING knows that an earlier one was cut off: the outcome is unknown and a person decides. Raises
    events.Later when the server certainly refused for now.
    """
    rights.require(actor, "delivery.send")
    ready = _gate(actor, notice_id)
    if ready is None:
        return
    delivery, message, sender, way = ready
    try:
        receipt = way.send(message, sender=sender, recipients=[delivery.recipient])
    except mail.NotSent as error:
        tries = (delivery.attempts + 1) % settings.JOB_MAX_ATTEMPTS  # 0: the job is at its end, so a person must know
        state = DeliveryState.FAILED if error.permanent or tries == 0 else DeliveryState.QUEUED
        if error.permanent and error.stage is mail.Stage.RECIPIENT:
            with tenant_scope(actor.agency_id):
                _bounced(actor, notice_id, error)
        _outcome(actor, delivery, state, reply_code=error.code or None, reply_text=error.reason[:300])
        if state == DeliveryState.QUEUED:
            raise events.Later("NotSent") from error
    except mail.OutcomeUnknown as error:
        _outcome(actor, delivery, DeliveryState.UNKNOWN, reply_text=error.reason[:300])
    else:
        _outcome(
            actor, delivery, DeliveryState.SENT, reply_code=receipt.code, reply_text=receipt.text[:300], sent_at=Now()
        )


def _gate(actor: Actor, notice_id: int) -> tuple[Delivery, bytes, str, Way] | None:
    """In one transaction: re-read approval, consent, case and state, seal and sign the message and set SENDING; None: not now."""
    with tenant_scope(actor.agency_id):
        if not desk.notice_may_leave(actor, notice_id=notice_id):
            return None
        notice = Notice.objects.visible_to(actor).select_for_update(of=("self",)).filter(id=notice_id).first()
        if notice is None or notice.state != NoticeState.APPROVED:
            return None
        if notice.content is None:  # there is no address: a person fills in the recipient's form
            Delivery.objects.get_or_create(
                agency_id=actor.agency_id, notice=notice, channel=Channel.FORM,
                defaults={"case_id": notice.case_id, "state": DeliveryState.BY_HAND},
            )  # fmt: skip
            return None
        delivery = Delivery.objects.get_or_create(
            agency_id=actor.agency_id, notice=notice, channel="mail",
            defaults={"case_id": notice.case_id, "recipient": notice.recipient},
        )[0]  # fmt: skip
        if delivery.state == DeliveryState.SENDING:
            _move(actor, delivery, [DeliveryState.SENDING], DeliveryState.UNKNOWN, reply_text="cut off while sending")
            return None
        content = bytes(notice.content)
        reasons = reasons_not_to_send(actor, notice)
        if reasons:
            _move(actor, delivery, [DeliveryState.QUEUED], DeliveryState.BLOCKED, blocked_by=reasons)
            return None
        sender = _return_address(actor, notice.token)
        message_id = f"<{notice.reference.lower()}.{delivery.attempts + 1}.{notice.token}@{sender.rpartition('@')[2]}>"
        answers = selectors.message_id_of(actor, notice.about_id)
        message = compose.seal(content, date=timezone.now(), message_id=message_id, answers=answers)
        try:
            message = message_sign(actor, message)
        except NotSigned:
            _move(actor, delivery, [DeliveryState.QUEUED], DeliveryState.BLOCKED, blocked_by=["not_signed"])
            return None
        moved = Delivery.objects.visible_to(actor).filter(id=delivery.pk, state=DeliveryState.QUEUED).update(
            state=DeliveryState.SENDING, sending_at=Now(), attempts=F("attempts") + 1, message_id=message_id,
            sealed_sha256=hashlib.sha256(message).hexdigest(),
        )  # fmt: skip
        return (delivery, message, sender, mail_way(actor)) if moved else None


def reasons_not_to_send(actor: Actor, notice: Notice) -> list[str]:
    """Names of what forbids sending this notice now (HARMS 9, 14, 16); approvals and every byte of its parts are read again."""
    if notices.takes_back(notice):
        return _always(actor, notice, notices.taking_back_stops(actor, notice))
    reasons = casework.reasons_not_to_send(actor, notice.case_id, country=notice.country)
    kept = notices.excluded_now(actor, notice, notices.targets(actor, notice.pk))
    kept += directory.obstacles(actor, notice.provider, notice.recipient)
    reasons += [name for name in kept if name not in reasons]
    if not all(guards.stands(actor, number) for number in notices.fingerprints(actor, notice.pk)):
        reasons.append("fingerprint_held")
    acts_for = tenancy.settings(actor).capacity == Capacity.REPRESENTATIVE
    if acts_for and casework.mandate(actor, notice.case_id, timezone.now().date()) is None:
        reasons.append("no_mandate")
    return _always(actor, notice, reasons)


def _always(actor: Actor, notice: Notice, reasons: list[str]) -> list[str]:
    """The same with what is asked of everything that leaves."""
    if tenancy.agency(actor.agency_id).training:
        reasons.append("training")
    if notices.digest_now(actor, notice) != notice.approved_sha256:
        reasons.append("changed_after_approval")
    return reasons + review.words_missing(actor, notice) + review.approvers_out(actor, notice)


def _bounced(actor: Actor, notice_id: int, error: mail.NotSent) -> None:
    """Nobody is there any more: agencies learn it from each other, without a word about whose notice it was."""
    notice = Notice.objects.visible_to(actor).select_related("provider").filter(id=notice_id).first()
    if notice is not None and rules.nobody_there(error.code, error.reason):
        recipients.contact_bounced(actor, provider=notice.provider, address=notice.recipient)


def _return_address(actor: Actor, token: str) -> str:
    """Envelope sender: bounces come back with the token."""
    name, _, domain = tenancy.settings(actor).reply_address.partition("@")
    return f"{name}+{token}@{domain}"


def _outcome(actor: Actor, delivery: Delivery, to: DeliveryState, **values: Any) -> bool:
    """Commit what happened. A success is kept even if another run has called the outcome unknown meanwhile."""
    sources = [DeliveryState.SENDING, *([DeliveryState.UNKNOWN] if to == DeliveryState.SENT else [])]
    with tenant_scope(actor.agency_id):
        moved = _move(actor, delivery, sources, to, **values)
        if moved and to == DeliveryState.SENT:
            _sent(actor, delivery.notice_id)
    return moved


def _move(actor: Actor, delivery: Delivery, sources: list[DeliveryState], to: DeliveryState, **values: Any) -> bool:
    """Conditional move with audit line and, for what a person must see, an event; in the caller's transaction."""
    rows = Delivery.objects.visible_to(actor).filter(id=delivery.pk, state__in=sources)
    if not rows.update(state=to, **values):
        return False
    audit.record(
        actor, f"delivery.{to}", subject_kind="delivery", subject_id=delivery.pk, case_id=delivery.case_id,
        notice_id=delivery.notice_id,
    )  # fmt: skip
    if to in {DeliveryState.BLOCKED, DeliveryState.FAILED, DeliveryState.UNKNOWN}:
        events.emit(
            actor, f"delivery.{to}", case_id=delivery.case_id, subject_id=delivery.notice_id,
            blocked_by=values.get("blocked_by", []),
        )  # fmt: skip
    return True


@verb("delivery.resolve")
def delivery_resolve(actor: Actor, *, delivery_id: int, outcome: str) -> None:
    """A person settles an unknown, failed or blocked delivery: it arrived ("sent"), or it is to be sent again ("again")."""
    delivery = selectors.delivery(actor, delivery_id)
    if outcome == "sent":
        moved = delivery.state == DeliveryState.UNKNOWN and _outcome(actor, delivery, DeliveryState.SENT, sent_at=Now())
    elif outcome == "again":
        sources = [DeliveryState.UNKNOWN, DeliveryState.FAILED, DeliveryState.BLOCKED]
        moved = _move(actor, delivery, sources, DeliveryState.QUEUED, blocked_by=[])
    else:
        raise Invalid(_("Say whether the message arrived, or is to be sent again."), "outcome")
    if not moved:
        raise Conflict(_("This delivery was settled in the meantime. Look at it again."))
    if outcome == "again":
        events.enqueue(
            "takedowns.delivery.send", agency_id=actor.agency_id, notice_id=delivery.notice_id,
            key=f"delivery:{delivery.pk}:again:{delivery.attempts}:{timezone.now().timestamp()}",
        )  # fmt: skip


@verb("delivery.file")
def delivery_file(actor: Actor, *, notice_id: int, channel: str, ticket: str = "", confirmation: str = "") -> Delivery:
    """A person says that the approved notice was filed by hand: through a web form or as a letter; what came back is kept.

    Raises Invalid for a channel that a machine serves or that the notice has no part for, Conflict before the approval, when
    it was filed already, or while something forbids it (then it must not be filed, and whoever did says so in a note).
    """
    if channel not in BY_HAND:
        raise Invalid(_("Say by which way it was filed."), "channel")
    notice = Notice.objects.visible_to(actor).select_for_update(of=("self",)).filter(id=notice_id).first()
    if notice is None:
        raise NotFound
    if notice.state not in {NoticeState.APPROVED, NoticeState.SENT}:
        raise Conflict(_("This notice is not approved. It must not be filed before."))
    if notice.state == NoticeState.APPROVED and not desk.notice_may_leave(actor, notice_id=notice.pk):
        raise Conflict(_("The time to undo the approval is not over. File the notice after it, not before."))
    if reasons := reasons_not_to_send(actor, notice):
        raise Conflict(_(words.BLOCKED_BY.get(reasons[0], reasons[0])))
    return _filed(actor, notice, Channel(channel), ticket.strip(), confirmation.strip())


def _filed(actor: Actor, notice: Notice, channel: Channel, ticket: str, confirmation: str) -> Delivery:
    delivery, made = Delivery.objects.get_or_create(
        agency_id=actor.agency_id, notice=notice, channel=channel,
        defaults={"case_id": notice.case_id, "state": DeliveryState.BY_HAND},
    )  # fmt: skip
    if not made and delivery.state != DeliveryState.BY_HAND:
        raise Conflict(_("Somebody noted this already. Look at the page again."))
    delivery.state, delivery.ticket, delivery.confirmation = DeliveryState.SENT, ticket, confirmation
    delivery.filed_by, delivery.sent_at = actor.user_id, timezone.now()
    delivery.save(update_fields=["state", "ticket", "confirmation", "filed_by", "sent_at"])
    audit.record(
        actor, "delivery.file", subject_kind="delivery", subject_id=delivery.pk, case_id=notice.case_id,
        notice_id=notice.pk, channel=channel.value, sha256=notice.approved_sha256,
    )  # fmt: skip
    by_form_alone = channel in {Channel.FORM, Channel.LETTER} and notice.content is None
    if by_form_alone and notice.state == NoticeState.APPROVED:
        _sent(actor, notice.pk)
    return delivery


def _sent(actor: Actor, notice_id: int) -> None:
    """The notice, or what takes one back, is out, in the caller's transaction."""
    rows = Notice.objects.visible_to(actor).filter(id=notice_id)
    rows.filter(state=NoticeState.APPROVED).update(state=NoticeState.SENT)
    notice = rows.only("case_id", "kind").get()
    kind = {"notice": "notice.sent", "preservation": "preservation.sent"}.get(notice.kind, "retraction.sent")
    events.emit(actor, kind, case_id=notice.case_id, subject_id=notice_id)
