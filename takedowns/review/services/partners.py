"""A partner agency as the second: the question goes out and the answer comes back by job rows, one scope after the other."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.events import services as events
from agencies.keys.fields import Sealed
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from cases.exceptions import selectors as cases
from takedowns.evidence import selectors as evidence
from takedowns.notices import selectors as parts
from takedowns.notices.models import Notice
from takedowns.review import neutral, selectors
from takedowns.review.models import AskedSecond, ReviewItem, SecondAsk, Voice
from takedowns.review.services import decide, desk, voices
from takedowns.review.states import AskState, Doubt, ReviewState, Verdict, Void

CARRY, ANSWER, EXPIRE = (f"takedowns.review.second_{name}" for name in ("carry", "answer", "expire"))


@dataclass(frozen=True, slots=True)
class Packet:
    """What crosses the wall, as values: no report, no person, no case, no fingerprint, no name of an agency or officer."""

    code: str
    sha256: str
    expires_at: datetime
    text: str = field(repr=False)
    facts: dict[str, Any] = field(repr=False)


def _own_words(actor: Actor, notice: Notice) -> dict[str, str]:
    """What would tell a partner whose case this is -> what stands there instead."""
    own, agency = tenancy.settings(actor), tenancy.agency(actor.agency_id)
    about = parts.notice(actor, notice.about_id) if notice.about_id is not None else notice
    return {
        parts.told_of(notice).get("police_file", ""): "[file]",
        about.reference: "[reference]",
        notice.reference: "[reference]",
        notice.token: "[reference]",
        f"{notice.case.reference}-M": "[mandate]",
        notice.case.reference: "[case]",
        own.contact_email: "[address]",
        own.reply_address: "[address]",
        agency.name: "[agency]",
    }


def _facts(actor: Actor, notice: Notice) -> dict[str, Any]:
    """What else a second person needs: names of states and counts."""
    targets = parts.targets(actor, notice.pk)
    return {
        "band": notice.match.band,
        "exact": all(target.match.exact for target in targets),
        "looked": notice.looked,
        "basis": notice.basis,
        "country": notice.country,
        "languages": notice.languages,
        "risk": notice.provider.risk if notice.provider else "none",
        "remarks": list(dict.fromkeys(remark for target in targets for remark in target.package.remarks)),
        "files": sum(len(evidence.items(actor, target.package_id)) for target in targets),
        "whole": not any(evidence.problems(actor, target.package_id) for target in targets),
    }


def _packet(actor: Actor, ask: SecondAsk, notice: Notice) -> Packet:
    """Raises Invalid when a word of the agency's own would still be in the text."""
    words = _own_words(actor, notice)
    text = neutral.neutral(neutral.unsigned(notice.text, tenancy.agency(actor.agency_id).name), words)
    if neutral.leaks(text, words):
        raise Invalid(
            _(
                "The notice names your agency in a place that cannot be taken out, so no partner is asked. A colleague can confirm it."
            )
        )
    return Packet(ask.code, ask.sha256, ask.expires_at, text, _facts(actor, notice))


@verb("review.ask")
def partner_ask(actor: Actor, *, item_id: int, partner_id: int) -> None:
    """Ask a partner agency to be the second for an approval that waits. Raises Conflict, and Invalid for no partner of ours."""
    item = selectors.item(actor, item_id)
    first = decide.waiting(actor, item)
    if first.verdict != Verdict.APPROVE:
        raise Conflict(_("A rejection sends nothing and stays in the house. A colleague looks at it."))
    if first.sha256 != item.notice.content_sha256:
        raise Conflict(_("The notice changed after the first approval. Open it again."))
    if partner_id not in {partner.pk for partner in selectors.partners(actor)}:
        raise Invalid(_("Choose a partner that agreed to give second approvals."), "partner")
    time = timedelta(hours=tenancy.settings(actor).partner_answer_hours)
    expires = timezone.now() + time
    try:
        with transaction.atomic():
            ask = SecondAsk.objects.create(
                agency_id=actor.agency_id, case_id=item.case_id, item=item, voice=first, partner_id=partner_id,
                code=secrets.token_hex(16), sha256=first.sha256, asked_by=actor.user_id or 0, expires_at=expires,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("A partner is asked already. Wait for the answer, or take the question back.")) from error
    _packet(actor, ask, item.notice)
    events.enqueue(CARRY, agency_id=actor.agency_id, key=f"second:{ask.code}:out", ask_id=ask.pk)
    key = f"second:{ask.code}:expire"
    events.enqueue(EXPIRE, agency_id=actor.agency_id, key=key, delay=time.total_seconds(), ask_id=ask.pk)
    audit.record(
        actor, "second.ask", subject_kind="secondask", subject_id=ask.pk, case_id=item.case_id, partner_id=partner_id,
        sha256=ask.sha256,
    )  # fmt: skip
    events.emit(actor, "second.asked", case_id=item.case_id, subject_id=item.pk)


@verb("review.ask")
def partner_unask(actor: Actor, *, item_id: int) -> None:
    """Take the question back; the partner's desk loses it. Raises Conflict when it was answered meanwhile."""
    item = selectors.item(actor, item_id)
    ask = selectors.ask_of(actor, item.pk)
    if ask is None or not voices.ask_end(actor, ask, AskState.TAKEN_BACK):
        raise Conflict(_("No partner is asked any more. Look at the package again."))


def ask_carry(actor: Actor, *, ask_id: int) -> None:
    """Job of the asking agency: bring the partner's desk to what this agency's row says now; safe to run again.

    Raises events.Later while the partner is suspended.
    """
    rights.require(actor, "review.carry")
    with tenant_scope(actor.agency_id):
        ask = SecondAsk.objects.visible_to(actor).filter(id=ask_id).first()
        if ask is None:
            return
        packet = _packet(actor, ask, _notice(actor, ask)) if ask.state == AskState.ASKED else None
    if packet is not None:
        if not tenancy.at_work(ask.partner_id):
            raise events.Later("PartnerAway")
        _arrive(Actor.system(ask.partner_id), actor.agency_id, packet)
    with tenant_scope(actor.agency_id):  # taken back while it was on its way: it leaves the partner's desk again
        rows = SecondAsk.objects.visible_to(actor).filter(id=ask_id)
        if rows.filter(state=AskState.ASKED).update(delivered_at=Now()):
            return
        now = AskState(rows.values_list("state", flat=True).get())
    if now in {AskState.TAKEN_BACK, AskState.EXPIRED}:
        _leave(Actor.system(ask.partner_id), actor.agency_id, ask.code, now)


def _notice(actor: Actor, ask: SecondAsk) -> Notice:
    rows = Notice.objects.visible_to(actor).select_related("case", "match", "provider", "package")
    return rows.get(id=ask.item.notice_id)


def _arrive(partner: Actor, asker_id: int, packet: Packet) -> None:
    with tenant_scope(partner.agency_id):
        row, created = AskedSecond.objects.get_or_create(
            agency_id=partner.agency_id, asker_id=asker_id, code=packet.code,
            defaults={
                "sha256": packet.sha256, "words_sha256": hashlib.sha256(packet.text.encode()).hexdigest(),
                "text": packet.text, "facts": packet.facts, "expires_at": packet.expires_at,
            },
        )  # fmt: skip
        if created:
            audit.record(partner, "second.arrive", subject_kind="askedsecond", subject_id=row.pk, sha256=row.sha256)
            events.emit(partner, "second.arrived", subject_id=row.pk)


def _leave(partner: Actor, asker_id: int, code: str, to: AskState) -> None:
    with tenant_scope(partner.agency_id):
        rows = AskedSecond.objects.visible_to(partner).filter(asker_id=asker_id, code=code, state=AskState.ASKED)
        row = rows.first()
        if row is not None and rows.update(state=to, settled_at=Now(), text=Sealed(b""), facts={}):
            audit.record(partner, f"second.{to.value}", subject_kind="askedsecond", subject_id=row.pk)


@verb("review.second")
def asked_confirm(actor: Actor, *, asked_id: int, sha256: str) -> None:
    """Confirm a partner's notice over the words that were read; counts there as the second approval and never as the first."""
    row = selectors.asked_one(actor, asked_id)
    if not sha256 or sha256 != row.words_sha256:
        raise Conflict(_("These are not the words that you read. Open the question again."))
    _answer(actor, row, AskState.CONFIRMED)


@verb("review.second")
def asked_decline(actor: Actor, *, asked_id: int, doubt: str) -> None:
    """Do not confirm a partner's notice: a countable reason travels back, no sentence does."""
    if doubt not in set(Doubt):
        raise Invalid(_("Choose a reason."), "doubt")
    _answer(actor, selectors.asked_one(actor, asked_id), AskState.DECLINED, doubt)


def _answer(actor: Actor, row: AskedSecond, to: AskState, doubt: str = "") -> None:
    if not selectors.may_be_second(actor):
        raise Conflict(desk.NEW_HERE)
    rows = AskedSecond.objects.visible_to(actor).filter(id=row.pk, state=AskState.ASKED, expires_at__gt=Now())
    if not rows.update(state=to, answered_by=actor.user_id, settled_at=Now(), doubt=doubt, text=Sealed(b""), facts={}):
        raise Conflict(
            _("This question was answered, taken back, or its time is over. Nothing was sent because of you.")
        )
    audit.record(
        actor, f"second.{to.value}", subject_kind="askedsecond", subject_id=row.pk, sha256=row.sha256, doubt=doubt
    )
    events.emit(actor, "second.answered", subject_id=row.pk, outcome=to.value)
    events.enqueue(ANSWER, agency_id=actor.agency_id, key=f"second:{row.pk}:answer", asked_id=row.pk)


def ask_answer(actor: Actor, *, asked_id: int) -> None:
    """Job of the asked agency: the answer takes effect in the asking one, once. Raises events.Later while that is suspended."""
    rights.require(actor, "review.carry")
    with tenant_scope(actor.agency_id):
        row = AskedSecond.objects.visible_to(actor).filter(id=asked_id).first()
    if row is None or row.state not in {AskState.CONFIRMED, AskState.DECLINED}:
        return
    if not tenancy.at_work(row.asker_id):
        raise events.Later("AskerAway")
    home = Actor.system(row.asker_id)
    with tenant_scope(home.agency_id):
        rows = SecondAsk.objects.visible_to(home).filter(code=row.code, partner_id=actor.agency_id)
        ask = rows.filter(state=AskState.ASKED).select_for_update().first()
        if ask is not None:
            _settle(home, ask, row)


def _settle(home: Actor, ask: SecondAsk, answer: AskedSecond) -> None:
    """The partner's word counts if nothing changed: same bytes, still partners, and another person than the first."""
    item = selectors.item(home, ask.item_id)
    first = selectors.first_voice(home, item.pk)
    if item.state != ReviewState.SECOND or first is None or first.pk != ask.voice_id:
        voices.ask_end(home, ask, AskState.TAKEN_BACK)
    elif first.sha256 != ask.sha256 or item.notice.content_sha256 != ask.sha256:
        voices.void(home, item, Void.CHANGED)
    elif answer.state == AskState.DECLINED:
        _declined(home, ask, item, Doubt(answer.doubt))
    elif not _may_count(home, ask, first, answer):
        voices.ask_end(home, ask, AskState.DECLINED)
    else:
        voices.ask_end(home, ask, AskState.CONFIRMED)
        voices.say(home, item, place=2, verdict=Verdict.APPROVE, partner_id=ask.partner_id)
        decide.finish(home, item, first)


def _declined(home: Actor, ask: SecondAsk, item: ReviewItem, doubt: Doubt) -> None:
    SecondAsk.objects.visible_to(home).filter(id=ask.pk).update(doubt=doubt)
    voices.ask_end(home, ask, AskState.DECLINED)
    voices.void(home, item, Void.SENT_BACK, doubt=doubt)


def _may_count(home: Actor, ask: SecondAsk, first: Voice, answer: AskedSecond) -> bool:
    """Still partners, and a person who answered there is neither the first here nor kept out of the case here."""
    barred = {first.user_id, *cases.kept_out(home, ask.case_id)}
    return answer.answered_by not in barred and ask.partner_id in {row.pk for row in selectors.partners(home)}


def ask_expire(actor: Actor, *, ask_id: int) -> None:
    """Job of the asking agency when the partner's time is over."""
    rights.require(actor, "review.carry")
    with tenant_scope(actor.agency_id):
        ask = SecondAsk.objects.visible_to(actor).filter(id=ask_id).first()
        if ask is not None:
            voices.ask_end(actor, ask, AskState.EXPIRED)
