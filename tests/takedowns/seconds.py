"""Agencies that ask for a second person, and people of them."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from agencies.access.models import Partnership
from agencies.access.services import partnerships
from agencies.events.models import Event, Job
from agencies.people.models import Membership
from agencies.tenancy.actor import Actor
from agencies.tenancy.models import Agency, AgencySettings
from agencies.tenancy.rights import Role
from agencies.tenancy.scope import tenant_scope
from takedowns.review import services as review
from takedowns.review import tasks
from takedowns.review.models import AskedSecond, ReviewItem, SecondAsk, Voice
from takedowns.review.services import partners
from tests.people import Cast, join
from tests.takedowns.flow import an_item

TASKS = {task.name: task for task in (tasks.second_carry, tasks.second_answer, tasks.second_expire)}


def decide(agency: Agency, *, opened_days: int = 400, **values: Any) -> None:
    """The agency's own rule, and how long ago it opened."""
    with tenant_scope(agency.pk):
        AgencySettings.objects.filter(agency=agency).update(**values)
    Agency.objects.filter(id=agency.pk).update(created_at=timezone.now() - timedelta(days=opened_days))


def waiting(cast: Cast, *, by: Actor | None = None, **facts: Any) -> ReviewItem:
    """A package that one person approved and that waits for the second."""
    item = an_item(cast, **facts)
    item = review.item_claim(by or cast.officer, item_id=item.pk)  # signed with the number of whoever opens it
    became = review.item_approve(by or cast.officer, item_id=item.pk, sha256=item.notice.content_sha256)
    assert became == "second"
    return item


def colleague(cast: Cast, name: str = "bea", *, agency: Agency | None = None, days: int = 0) -> Actor:
    """One more officer, who joined that many days ago."""
    user, actor = join(agency or cast.harbour, name, Role.REMOVAL_OFFICER)
    cast.users[name] = user
    joined(actor, timezone.now() - timedelta(days=days))
    return actor


def joined(actor: Actor, at: datetime) -> None:
    with tenant_scope(actor.agency_id):
        Membership.objects.filter(user_id=actor.user_id).update(created_at=at)


def words(cast: Cast) -> list[tuple[int, int | None, str]]:
    """(place, who, whether it counts) of every word, oldest first."""
    with tenant_scope(cast.harbour.pk):
        rows = Voice.objects.order_by("id")
        return [(row.place, row.user_id, row.void_why) for row in rows]


def kinds(agency: Agency) -> list[str]:
    with tenant_scope(agency.pk):
        return list(Event.objects.order_by("id").values_list("kind", flat=True))


def work(agency: Agency, *, only: str = "") -> int:
    """Run the due jobs of second persons as a worker does; returns how many."""
    with tenant_scope(agency.pk):
        due = Job.objects.filter(state="pending", due_at__lte=timezone.now(), kind__in=TASKS).order_by("id")
        rows = [(job.pk, job.kind) for job in due if only in job.kind]
    for job_id, kind in rows:
        TASKS[kind].run(agency_id=agency.pk, job_id=job_id)
    return len(rows)


def partner_up(cast: Cast, *, off: bool = False) -> None:
    """The harbour and the island agree on second approvals, or the island no longer wants to."""
    purpose = "second_approval"
    if off:
        with tenant_scope(cast.island.pk):
            row = Partnership.objects.get(purpose=purpose, state="wanted")
        partnerships.partnership_end(cast.outsider, partnership_id=row.pk)
        return
    sides = ((cast.manager, cast.island), (cast.outsider, cast.harbour))
    for actor, _other in sides:
        partnerships.partners_listed(actor, listed=True)
    for actor, other in sides:
        partnerships.partnership_propose(actor, slug=other.slug, purpose=purpose)


def ask(cast: Cast, item: ReviewItem) -> SecondAsk:
    partners.partner_ask(cast.officer, item_id=item.pk, partner_id=cast.island.pk)
    with tenant_scope(cast.harbour.pk):
        return SecondAsk.objects.latest("id")


def there(cast: Cast) -> AskedSecond | None:
    """What is on the island's desk."""
    with tenant_scope(cast.island.pk):
        return AskedSecond.objects.order_by("-id").first()


def asked(cast: Cast, item: ReviewItem) -> AskedSecond:
    """A question that arrived."""
    ask(cast, item)
    work(cast.harbour, only="carry")
    row = there(cast)
    assert row is not None
    return row
