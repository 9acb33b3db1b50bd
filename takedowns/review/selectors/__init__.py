"""Reads of the review desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from agencies.access import selectors as access
from agencies.access.states import PartnerPurpose
from agencies.people.models import Membership
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import NotFound
from agencies.tenancy.models import Agency, TenantQuerySet
from agencies.tenancy.rights import RIGHTS
from cases.casework.models import Case
from cases.casework.states import protected
from cases.exceptions import selectors as exceptions
from takedowns.notices import selectors as notices
from takedowns.notices.models import Notice
from takedowns.review import rules
from takedowns.review.models import AskedSecond, ReviewItem, SecondAsk, Voice
from takedowns.review.states import SENDING, UNDECIDED, AskState, ReviewState, Verdict, Why
from takedowns.wellbeing import selectors as wellbeing

MOST_AN_HOUR, FEWEST_SECONDS = 40, 4.0
GROUP = 50  # packages that one decision covers at the most
ORDER = ("priority", "due_at", "id")
HEAVY = ("notice__text", "notice__html", "notice__content")


def items(actor: Actor) -> QuerySet[ReviewItem]:
    """Every package of the cases that this actor may see, without bodies."""
    rows = ReviewItem.objects.visible_to(actor)
    return rows.select_related("case", "notice__match", "notice__provider").defer(*HEAVY)


def queue(actor: Actor) -> QuerySet[ReviewItem]:
    """What waits for a decision: severity, then the nearest clock, then age."""
    return items(actor).filter(state=ReviewState.OPEN, case__shredded_at=None).order_by(*ORDER)


def second_queue(actor: Actor) -> QuerySet[ReviewItem]:
    """What waits for a second person and was not decided first by this one, in the same order."""
    mine = Voice.objects.visible_to(actor).filter(user_id=actor.user_id, place=1, void_at=None).values("item_id")
    return items(actor).filter(state=ReviewState.SECOND).exclude(id__in=mine).order_by(*ORDER)


def own_firsts(actor: Actor) -> QuerySet[ReviewItem]:
    """What this person decided first and a second person has not seen yet."""
    mine = Voice.objects.visible_to(actor).filter(user_id=actor.user_id, place=1, void_at=None).values("item_id")
    return items(actor).filter(state=ReviewState.SECOND, id__in=mine).order_by(*ORDER)


def item(actor: Actor, item_id: int) -> ReviewItem:
    """One package with the notice's bodies; raises NotFound."""
    rows = ReviewItem.objects.visible_to(actor)
    rows = rows.select_related("case", "notice__match__fingerprint", "notice__provider", "notice__package")
    found = rows.filter(id=item_id).first()
    if found is None:
        raise NotFound
    return found


def on_hold(actor: Actor) -> QuerySet[ReviewItem]:
    """What was approved and is kept back until somebody releases it, the longest first."""
    return items(actor).filter(state=ReviewState.HELD, case__shredded_at=None).order_by("decided_at", "id")


def window(actor: Actor) -> int:
    """Seconds in which a decision can be undone."""
    return int(tenancy.settings(actor).send_window_seconds)


def group_of(actor: Actor, item_id: int) -> list[ReviewItem]:
    """The other open packages of its case that show the same file or lie on pages of the same post; without those of partners.

    At most GROUP, in the order of the queue.
    """
    row = items(actor).filter(id=item_id).first()
    if row is None:
        return []
    found = [target.match for target in notices.targets(actor, row.notice_id)]
    clusters = {match.cluster for match in found if match.cluster}
    pages = {page for match in found for page in match.other_pages}
    alike = notices.also_of(actor, row.case_id, clusters=clusters, pages=pages)
    rows = items(actor).filter(notice_id__in=alike, case_id=row.case_id, state=ReviewState.OPEN).exclude(id=row.pk)
    return list(rows.order_by(*ORDER)[:GROUP])


def figures(actor: Actor) -> dict[str, int]:
    """How many wait, how many of them a colleague holds now; the same for second looks; what partners ask."""
    waiting, second = queue(actor), second_queue(actor)
    return {
        "waiting": waiting.count(),
        "held_by_others": _held(waiting, actor),
        "second": second.count(),
        "second_held_by_others": _held(second, actor),
        "own_firsts": own_firsts(actor).count(),
        "asked": asked(actor).count(),
        "late": waiting.filter(due_at__lt=Now()).count(),
        "handed": waiting.filter(handed_to=actor.user_id).count(),
    }


def _held(rows: QuerySet[ReviewItem], actor: Actor) -> int:
    return rows.filter(held_until__gt=Now()).exclude(Q(held_by=None) | Q(held_by=actor.user_id)).count()


def next_free(actor: Actor, after: int = 0, *, second: bool = False) -> ReviewItem | None:
    """The next package that nobody else holds: the one behind `after` in the queue, or else the first other one."""
    free = Q(held_by=None) | Q(held_until__lt=Now()) | Q(held_by=actor.user_id)
    if second and not may_be_second(actor):
        return None
    waiting = spared(actor, second_queue(actor) if second else queue(actor)).filter(free).exclude(id=after)
    here = items(actor).filter(id=after, state__in=UNDECIDED).first() if after else None
    if here is None:
        return waiting.first()
    behind = (
        Q(priority__gt=here.priority)
        | Q(priority=here.priority, due_at__gt=here.due_at)
        | Q(priority=here.priority, due_at=here.due_at, id__gt=here.pk)
    )
    return waiting.filter(behind).first() or waiting.first()


def spared(actor: Actor, rows: QuerySet[ReviewItem]) -> QuerySet[ReviewItem]:
    """Without what this officer asked not to get today (“not me today”); colleagues go on with it."""
    found = wellbeing.spared(actor)
    rows = rows.filter(notice__match__band="certain") if found.eyes else rows
    return rows.exclude(case_id__in=found.cases) if found.cases else rows


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast this officer decides: in the last hour, and the last decision's seconds (None: none in that hour)."""

    decisions: int
    last_seconds: float | None

    @property
    def too_many(self) -> bool:
        return self.decisions > MOST_AN_HOUR

    @property
    def too_fast(self) -> bool:
        return self.last_seconds is not None and self.last_seconds < FEWEST_SECONDS


def pace(actor: Actor) -> Pace:
    """The officer's own pace, shown to nobody else (HARMS 23, 25)."""
    own = Voice.objects.visible_to(actor).filter(user_id=actor.user_id)
    hour = own.filter(at__gt=Now() - timedelta(hours=1))
    last = hour.order_by("-at").first()
    seconds = (last.at - last.opened_at).total_seconds() if last is not None and last.opened_at is not None else None
    return Pace(decisions=hour.count(), last_seconds=seconds)


# ---- the second person -------------------------------------------------------------------------------------------


def voices(actor: Actor, item_id: int) -> QuerySet[Voice]:
    """What counts now of what was said about a package."""
    return Voice.objects.visible_to(actor).filter(item_id=item_id, void_at=None)


def first_voice(actor: Actor, item_id: int) -> Voice | None:
    """The first person's word, if it counts."""
    return voices(actor, item_id).filter(place=1).first()


def last_voice(actor: Actor) -> Voice | None:
    """What this person said last, about whichever package."""
    return Voice.objects.visible_to(actor).filter(user_id=actor.user_id).order_by("-id").first()


def last_void(actor: Actor, item_id: int) -> Voice | None:
    """The last first word that was made void, to tell the next reader why the package is open again."""
    rows = Voice.objects.visible_to(actor).filter(item_id=item_id, place=1).exclude(void_at=None)
    return rows.order_by("-void_at", "-id").first()


def rule(actor: Actor) -> rules.Rule:
    """What the agency decided about second persons."""
    own = tenancy.settings(actor)
    return rules.Rule(own.two_person, own.supervised_days, tenancy.supervised_until(actor))


def _joined(actor: Actor) -> datetime | None:
    """When this person first got a role in the agency; None for machines and people without one."""
    rows = Membership.objects.visible_to(actor).filter(user_id=actor.user_id or 0)
    first: datetime | None = rows.aggregate(first=Min("created_at"))["first"]
    return first


def supervised(actor: Actor) -> list[Why]:
    """Why each decision of this person is looked at by a second one; empty when it is not."""
    now, own = timezone.now(), rule(actor)
    found = [Why.NEW_COLLEAGUE] if own.new(_joined(actor), now) else []
    return [*found, Why.TRAINING] if own.training(now) else found


def may_be_second(actor: Actor) -> bool:
    """A supervised person is nobody's second, except where the whole agency is in training: there nobody else is."""
    return supervised(actor) != [Why.NEW_COLLEAGUE]


def seconds(actor: Actor, first_id: int) -> int:
    """How many colleagues could be the second now."""
    now, own, since = timezone.now(), rule(actor), dict[int, datetime]()
    members = list(Membership.objects.visible_to(actor))
    for member in members:
        since[member.user_id] = min(member.created_at, since.get(member.user_id, member.created_at))
    able = {
        member.user_id
        for member in members
        if member.role in RIGHTS["review.second"]
        and member.suspended_at is None
        and member.ended_at is None
        and (member.ends_on is None or member.ends_on >= now.date())
    }
    seasoned = {user for user in able if own.training(now) or not own.new(since[user], now)}
    return len(seasoned - {first_id})


def why_second(actor: Actor, case: Case, verdict: Verdict) -> list[Why]:
    """Why this person's decision about a package of this case needs a second one; empty when it does not."""
    held = supervised(actor)
    return rules.why_second(
        rule(actor), verdict, protected=protected(case.age_band), new=Why.NEW_COLLEAGUE in held,
        training=Why.TRAINING in held,
    )  # fmt: skip


def words_missing(actor: Actor, notice: Notice) -> list[str]:
    """Names of the approvals that are missing for exactly these approved bytes, asked at the moment of sending."""
    row = ReviewItem.objects.visible_to(actor).filter(notice_id=notice.pk).first()
    if row is None or not row.second_why:
        return [] if notice.approved_by else ["no_approval"]
    said = list(voices(actor, row.pk).filter(verdict__in=SENDING, sha256=notice.approved_sha256).order_by("place"))
    places = [one.place for one in said]
    if 1 not in places:
        return ["no_approval"]
    distinct = len({(one.user_id, one.partner_id) for one in said}) == len(said)
    return [] if places == [1, 2] and distinct else ["no_second_approval"]


def approvers_out(actor: Actor, notice: Notice) -> list[str]:
    """Names of what has become of the people who approved: kept out of the case, or suspended, since they did.

    Who left in the meantime approved with good right; who was suspended before leaving stays suspended.
    """
    row = ReviewItem.objects.visible_to(actor).filter(notice_id=notice.pk).first()
    people = {notice.approved_by}
    if row is not None:
        people |= set(voices(actor, row.pk).values_list("user_id", flat=True))
    found = []
    if people & set(exceptions.kept_out(actor, notice.case_id)):
        found.append("approver_kept_out")
    held = list(Membership.objects.visible_to(actor).filter(user_id__in=[each for each in people if each]))
    there = {one.user_id for one in held if one.ended_at is None}
    if any(one.suspended_at and (one.ended_at is None or one.user_id not in there) for one in held):
        found.append("approver_suspended")
    return found


# ---- partners ----------------------------------------------------------------------------------------------------


def partners(actor: Actor) -> list[Agency]:
    """Agencies that agreed to be asked for a second approval, while both sides want it."""
    return access.partners(actor, PartnerPurpose.SECOND_APPROVAL)


def ask_of(actor: Actor, item_id: int) -> SecondAsk | None:
    """The newest question to a partner about this package."""
    return SecondAsk.objects.visible_to(actor).filter(item_id=item_id).order_by("-id").first()


def asked(actor: Actor) -> QuerySet[AskedSecond]:
    """What partners ask of this agency now, the nearest end first."""
    rows = AskedSecond.objects.visible_to(actor).filter(state=AskState.ASKED, expires_at__gt=Now())
    return rows.order_by("expires_at", "id")


def asked_one(actor: Actor, asked_id: int) -> AskedSecond:
    """One question of a partner; raises NotFound."""
    found = AskedSecond.objects.visible_to(actor).filter(id=asked_id).first()
    if found is None:
        raise NotFound
    return found


def held_by(actor: Actor, *, user_id: int) -> int:
    """How many packages a colleague holds now."""
    rows: TenantQuerySet[ReviewItem] = TenantQuerySet(ReviewItem).visible_to(actor)
    rows = rows.filter(held_by=user_id, state__in=UNDECIDED)
    return rows.filter(held_until__gt=Now()).count()
