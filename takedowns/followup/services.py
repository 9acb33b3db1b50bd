"""Look again at an address until its removal is proved."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils import timezone

from agencies.audit import services as audit
from agencies.doors.adapters.http import fetch
from agencies.doors.exchange import FetchLimits, Refused, Unreachable
from agencies.events import selectors as work
from agencies.events import services as events
from agencies.tenancy import lookup, rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from cases.detection import selectors as detection
from cases.detection.services import dossiers, finds
from cases.detection.states import MatchState
from takedowns.delivery.models import Delivery
from takedowns.followup import verdicts
from takedowns.followup.models import Check
from takedowns.followup.states import CheckState, Verdict
from takedowns.notices import selectors as told
from takedowns.notices import services as notices
from takedowns.notices.models import Notice

CHECKS_AT_ONCE = 200
LOOK = FetchLimits(max_bytes=65_536, deadline=20.0)


@verb("followup.check")
def checks_plan(actor: Actor, *, notice_id: int) -> None:
    """Write the due times of all looks after a notice went out, once."""
    notice = Notice.objects.visible_to(actor).filter(id=notice_id).first()
    if notice is None or Check.objects.visible_to(actor).filter(notice_id=notice_id).exists():
        return
    now = timezone.now()
    seconds = tenancy.settings(actor).recheck_seconds
    Check.objects.bulk_create(
        Check(agency_id=actor.agency_id, case_id=notice.case_id, notice=notice, target=target, number=number,
              due_at=now + timedelta(seconds=after))
        for target in told.targets(actor, notice_id)
        for number, after in enumerate(seconds, start=1)
    )  # fmt: skip


@verb("followup.check")
def retraction_follow(actor: Actor, *, notice_id: int) -> None:
    """After a correction or withdrawal was sent: what it took back is looked at no more; wrong finds count as rejected."""
    gone, wrong = notices.retraction_done(actor, notice_id=notice_id)
    for match_id in gone:
        rows = Check.objects.visible_to(actor).filter(target__match_id=match_id, state=CheckState.DUE)
        rows.update(state=CheckState.DROPPED)
        if wrong:
            finds.match_move(actor, match_id=match_id, to=MatchState.REJECTED)


def checks_start() -> int:
    """Enqueue every due look of every agency that is not enqueued yet, in one short scope an agency; returns how many are due."""
    due = lookup.due_checks(CHECKS_AT_ONCE)
    agencies: dict[int, dict[str, int]] = {}
    for check_id, agency_id in due:
        agencies.setdefault(agency_id, {})[f"check:{check_id}"] = check_id
    for agency_id, checks in agencies.items():
        with tenant_scope(agency_id):
            known = work.keys_known(Actor.system(agency_id), checks)
            for key, check_id in checks.items():
                if key not in known:
                    events.enqueue("takedowns.followup.check", agency_id=agency_id, key=key, check_id=check_id)
    return len(due)


def check_run(actor: Actor, *, check_id: int) -> None:
    """One look: status and headers first, at most 64 kB (HARMS 8); the verdict is committed with what follows from it."""
    rights.require(actor, "followup.check")
    with tenant_scope(actor.agency_id):
        rows = Check.objects.visible_to(actor).select_related("target__match")
        check = rows.filter(id=check_id, state=CheckState.DUE, case__shredded_at=None).first()
        if check is None:
            return
    match = check.target.match
    page, statuses = _status(match.page_url), _statuses(match.media_urls or [match.media_url])
    verdict = verdicts.over_all(page, statuses)
    media = next((status for status in statuses if status not in verdicts.GONE), statuses[0])
    with tenant_scope(actor.agency_id):
        # looks at one notice come one after the other: two at a time would both plan the confirming look
        Notice.objects.visible_to(actor).select_for_update().only("id").get(id=check.notice_id)
        done = (
            Check.objects.visible_to(actor)
            .filter(id=check.pk, state=CheckState.DUE)
            .update(state=CheckState.DONE, done_at=Now(), verdict=verdict, page_status=page, media_status=media)
        )
        if not done:
            return
        audit.record(
            actor, "followup.check", subject_kind="check", subject_id=check.pk, case_id=check.case_id, verdict=verdict
        )
        _conclude(actor, check, verdict)


def _statuses(urls: list[str]) -> list[int | None]:
    """The status of each copy; the look ends at the first copy that is there."""
    found: list[int | None] = []
    for url in urls:
        found.append(_status(url))
        if verdicts.verdict(None, found[-1]) == Verdict.THERE:
            break
    return found


def _status(url: str) -> int | None:
    """The status that an address answers with, None if it cannot be reached."""
    try:
        answer = fetch(url, policy=detection.policy(), limits=LOOK, method="HEAD")
        if answer.status in {405, 501}:  # the server knows no HEAD
            answer = fetch(url, policy=detection.policy(), limits=LOOK)
    except (Refused, Unreachable):
        return None
    return answer.status


def _conclude(actor: Actor, check: Check, verdict: Verdict) -> None:
    """Two looks that say gone, far enough apart, prove a removal; one asks for a second."""
    if verdict != Verdict.GONE:
        kind = {Verdict.THERE: "content.still_there"}.get(verdict, "content.unclear")
        events.emit(actor, kind, case_id=check.case_id, subject_id=check.notice_id, number=check.number)
        return
    wait = timedelta(seconds=tenancy.settings(actor).removal_confirm_seconds)
    looks = (
        Check.objects.visible_to(actor).filter(target_id=check.target_id, state=CheckState.DONE).order_by("-done_at")
    )
    gone_since = None
    for look in looks:  # the unbroken run of "gone" up to now
        if look.verdict != Verdict.GONE:
            break
        gone_since = look.done_at
    if gone_since is not None and timezone.now() - gone_since >= wait:
        _removed(actor, check)
    else:
        _confirm(actor, check, wait)


def _confirm(actor: Actor, check: Check, wait: timedelta) -> None:
    with transaction.atomic():
        rows = Check.objects.visible_to(actor).filter(target_id=check.target_id)
        if rows.filter(confirms=True, state=CheckState.DUE).exists():
            return
        last = rows.aggregate(top=Max("number"))["top"] or 0
        Check.objects.create(
            agency_id=actor.agency_id, case_id=check.case_id, notice_id=check.notice_id, target_id=check.target_id,
            number=last + 1, confirms=True, due_at=timezone.now() + wait,
        )  # fmt: skip
    events.emit(actor, "content.gone_once", case_id=check.case_id, subject_id=check.notice_id)


def _removed(actor: Actor, check: Check) -> None:
    rows = Check.objects.visible_to(actor).filter(target_id=check.target_id, state=CheckState.DUE)
    rows.update(state=CheckState.DROPPED)
    if not finds.match_move(actor, match_id=check.target.match_id, to=MatchState.REMOVED):
        return  # proved before
    audit.record(
        actor,
        "content.removed",
        subject_kind="notice",
        subject_id=check.notice_id,
        case_id=check.case_id,
        check_id=check.pk,
        match_id=check.target.match_id,
    )
    events.emit(
        actor, "content.removed", case_id=check.case_id, subject_id=check.notice_id, match_id=check.target.match_id
    )


@verb("case.forget")
def checks_forget(actor: Actor, *, case_id: int) -> None:
    """After a case was shredded: nothing is looked at again, and its addresses are free for another agency."""
    Check.objects.visible_to(actor).filter(case_id=case_id, state=CheckState.DUE).update(state=CheckState.DROPPED)
    for notice in Notice.objects.visible_to(actor).filter(case_id=case_id).only("id"):
        notices.address_release(actor, notice_id=notice.pk)


def outcome_note(actor: Actor, *, notice_id: int) -> None:
    """After sending, and after a proved removal: host, channel and times join what agencies share, nothing of the case."""
    rights.require(actor, "site.tally")
    if tenancy.agency(actor.agency_id).demo:
        return
    with tenant_scope(actor.agency_id):
        notice = Notice.objects.visible_to(actor).select_related("match").filter(id=notice_id).first()
        sent = Delivery.objects.visible_to(actor).filter(notice_id=notice_id).exclude(sent_at=None).first()
        if notice is None or sent is None or sent.sent_at is None or not notice.match.page_url:
            return
        gone = Check.objects.visible_to(actor).filter(notice_id=notice_id, verdict=Verdict.GONE)
        removed = all(target.match.state == MatchState.REMOVED for target in told.targets(actor, notice_id))
        dossiers.outcome_note(
            actor, url=notice.match.page_url, notice_id=notice_id, channel=sent.channel, sent_at=sent.sent_at,
            removed_at=gone.aggregate(last=Max("done_at"))["last"] if removed else None,
        )  # fmt: skip
