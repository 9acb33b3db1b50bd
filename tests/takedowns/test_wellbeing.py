"""How much an officer has seen: counted for the officer, limited, forgotten, and shown to no manager."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from agencies.audit.models import AuditLine
from agencies.events.models import Event
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.rights import Role
from agencies.tenancy.scope import tenant_scope
from takedowns.review import selectors as review_selectors
from takedowns.review import services as review
from takedowns.wellbeing import limits, selectors, services
from takedowns.wellbeing.models import PictureLook, RestDay
from tests.people import Cast, join, sign_in
from tests.takedowns.flow import an_item, fresh, quick_pdf

pytestmark = pytest.mark.usefixtures("no_pdf")
NINE = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pdf(monkeypatch)


def looks(*minutes: float) -> list[tuple[datetime, datetime]]:
    return [(NINE + timedelta(minutes=m), NINE + timedelta(minutes=m + 1)) for m in minutes]


def seen(
    cast: Cast, *, minutes_ago: float, item_id: int = 1, length: float = 1.0, actor: Actor | None = None
) -> PictureLook:
    """One look that was shown then."""
    at = timezone.now() - timedelta(minutes=minutes_ago)
    with tenant_scope(cast.harbour.pk):
        row = PictureLook.objects.create(
            agency=cast.harbour, user_id=(actor or cast.officer).user_id or 0, item_id=item_id, why="unsure", outcome="shown",
            shown_at=at, ended_at=at + timedelta(minutes=length), seconds=12.5, reveals=2,
        )  # fmt: skip
        PictureLook.objects.filter(id=row.pk).update(asked_at=at)
    return row


def test_it_counts_spells_and_not_only_looks() -> None:
    assert limits.load(looks(0, 5, 14), now=NINE + timedelta(minutes=20)) == limits.Load(
        15.0, 20.0, NINE + timedelta(minutes=25)
    )
    after = limits.load(looks(0, 5, 30), now=NINE + timedelta(minutes=45))
    assert (after.today, after.row, after.free_at) == (7.0, 0.0, None)
    assert limits.load([], now=NINE) == limits.Load(0, 0, None)
    assert [limits.enough(limits.Load(t, r, None), day=240, row=60) for t, r in ((1, 1), (1, 60), (240, 1))] == [
        "",
        "row",
        "day",
    ]


def test_it_asks_for_a_break_and_ends_the_day(cast: Cast) -> None:
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.update(picture_minutes_row=5)
    seen(cast, minutes_ago=6, length=5)
    with pytest.raises(Conflict, match="break"):
        services.look_open(cast.officer, item_id=2, why="unsure")
    assert services.look_open(cast.approver, item_id=2, why="unsure").pk
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.update(picture_minutes_row=60, picture_minutes_day=4)
    with pytest.raises(Conflict, match="enough"):
        services.look_open(cast.officer, item_id=2, why="unsure")
    assert "long enough" in cast.client("officer").get("/wellbeing/").content.decode()


def test_it_fetches_a_medium_three_times_a_day_at_the_most(cast: Cast) -> None:
    for ago in (50, 40, 30):
        seen(cast, minutes_ago=ago, item_id=7, length=0.1, actor=cast.approver)
    with pytest.raises(Conflict, match="3 times"):
        services.look_open(cast.officer, item_id=7, why="unsure")
    with pytest.raises(Invalid):
        services.look_open(cast.officer, item_id=8, why="curious")
    look = services.look_open(cast.officer, item_id=8, why="unsure")
    assert services.look_fetch(cast.officer, look_id=look.pk) is True
    assert services.look_fetch(cast.officer, look_id=look.pk) is False


def test_it_uncovers_step_by_step_and_covers_by_itself(cast: Cast) -> None:
    look = services.look_open(cast.officer, item_id=8, why="unsure")
    assert services.look_level(cast.officer, look_id=look.pk) == 0
    for asked, given in ((9, 1), (9, 2), (0, 0), (1, 1), (9, 2), (9, 3), (9, 3)):
        services.look_hold(cast.officer, look_id=look.pk, level=asked, most=3)
        assert services.look_level(cast.officer, look_id=look.pk) == given
    with tenant_scope(cast.harbour.pk):
        PictureLook.objects.update(hold_until=timezone.now() - timedelta(seconds=1))
    assert services.look_level(cast.officer, look_id=look.pk) == 0
    with pytest.raises(NotFound):
        services.look_hold(cast.approver, look_id=look.pk, level=1, most=3)
    services.look_end(cast.officer, look_id=look.pk)
    assert services.look_level(cast.officer, look_id=look.pk) is None


def test_it_shows_figures_to_the_officer_and_the_wellbeing_lead_alone(cast: Cast) -> None:
    seen(cast, minutes_ago=1)
    user, lead = join(cast.harbour, "linda", Role.WELLBEING_LEAD)
    own, team = cast.client("officer").get("/wellbeing/"), sign_in(Client(), user).get("/wellbeing/team/")
    assert "12.5" in own.content.decode() and "12.5" in team.content.decode() and "Alice" in team.content.decode()
    assert "12.5" not in cast.client("approver").get("/wellbeing/").content.decode()
    for name in ("manager", "auditor", "worker", "officer"):
        assert cast.client(name).get("/wellbeing/team/").status_code == 403
    with tenant_scope(cast.harbour.pk), pytest.raises(Forbidden):
        selectors.team_days(cast.manager)
    with tenant_scope(cast.island.pk):
        assert selectors.team_days(cast.outsider) == []
        assert lead.user_id


def test_it_leaves_no_trace_of_figures_in_trail_or_history(cast: Cast) -> None:
    look = services.look_open(cast.officer, item_id=8, why="unsure")
    services.look_count(cast.officer, look_id=look.pk, seconds=7.5, reveals=3)
    services.rest_take(cast.officer)
    services.rest_end(cast.officer)
    with tenant_scope(cast.harbour.pk):
        assert not AuditLine.objects.filter(subject_kind__in=["picturelook", "restday"]).exists()
        assert not Event.objects.filter(kind__contains="rest").exists()
        assert PictureLook.objects.get().seconds == 7.5


def test_it_forgets_after_90_days(cast: Cast) -> None:
    seen(cast, minutes_ago=91 * 1440)
    kept = seen(cast, minutes_ago=89 * 1440)
    assert services.figures_prune_all() == 1
    with tenant_scope(cast.harbour.pk):
        assert [row.pk for row in PictureLook.objects.all()] == [kept.pk]


def test_not_me_today_gives_back_and_colleagues_go_on(cast: Cast) -> None:
    likely, certain = an_item(cast, number=1, band="likely"), an_item(cast, number=2)
    review.item_claim(cast.officer, item_id=likely.pk)
    browser = cast.client("officer")
    told = browser.post("/wellbeing/rest/", follow=True).content.decode()
    assert "may need eyes" in told
    assert fresh(cast, likely).held_by is None
    with tenant_scope(cast.harbour.pk):
        assert review_selectors.next_free(cast.officer) == certain
        assert {row.pk for row in review_selectors.queue(cast.approver)} == {likely.pk, certain.pk}
        assert not AuditLine.objects.filter(action__contains="rest").exists()
    with pytest.raises(Conflict, match="not me today"):
        services.look_open(cast.officer, item_id=likely.pk, why="unsure")
    browser.post("/wellbeing/rest/", {"case": certain.case_id})
    with tenant_scope(cast.harbour.pk):
        assert review_selectors.next_free(cast.officer) is None
    browser.post("/wellbeing/back/")
    with tenant_scope(cast.harbour.pk):
        assert not RestDay.objects.exists()
        assert review_selectors.next_free(cast.officer) is not None


def test_it_ends_at_the_agencys_midnight(cast: Cast) -> None:
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.update(time_zone="Asia/Seoul")
        assert selectors.midnight(cast.officer, NINE).astimezone(UTC) == datetime(2026, 11, 22, 15, tzinfo=UTC)
    services.rest_take(cast.officer)
    with tenant_scope(cast.harbour.pk):
        RestDay.objects.update(until=timezone.now() - timedelta(seconds=1))
        assert selectors.spared(cast.officer) == selectors.Spared()
