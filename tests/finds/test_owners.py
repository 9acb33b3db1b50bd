"""Who looks after a source when the colleague leaves or loses the role: somebody who may, or visibly nobody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.audit.models import AuditLine
from agencies.people import selectors as people
from agencies.people import services as members
from agencies.people.models import Membership
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.rights import Role
from agencies.tenancy.scope import tenant_scope
from cases.detection import selectors
from cases.detection.models import WatchSource
from cases.detection.services import sources, trials
from tests.people import Cast, join
from tests.rows import a_source

pytestmark = pytest.mark.django_db
PART = "sources.owned"


def owned(cast: Cast, who: str = "officer") -> WatchSource:
    row = a_source(cast)
    with tenant_scope(cast.harbour.pk):
        WatchSource.objects.filter(id=row.pk).update(owner_id=cast.users[who].pk)
    return row


def owner(cast: Cast, row: WatchSource) -> int | None:
    with tenant_scope(cast.harbour.pk):
        return WatchSource.objects.get(id=row.pk).owner_id


def handed(cast: Cast) -> list[dict[str, object]]:
    with tenant_scope(cast.harbour.pk):
        return [dict(line.data) for line in AuditLine.objects.filter(action="source.hand_over")]


def test_it_gives_the_sources_of_somebody_who_leaves_to_the_colleague_who_was_chosen(cast: Cast) -> None:
    row, officer, manager = owned(cast), cast.users["officer"].pk, cast.users["manager"].pk
    browser = cast.client("manager")
    page = browser.get(f"/people/{officer}/end/").content.decode()
    assert "sources and search providers looked after: 1" in page and "Who takes over: sources" in page
    assert "Woori" not in page.partition("to_sources_owned")[2].partition("</select>")[0], "a case worker may not"
    for wrong in (cast.users["worker"].pk, cast.users["outsider"].pk):
        answer = browser.post(f"/people/{officer}/end/", {"to_user_id": "", "to_sources_owned": wrong})
        assert answer.status_code == 422 and owner(cast, row) == officer
    assert browser.post(f"/people/{officer}/end/", {"to_user_id": "", "to_sources_owned": manager}).status_code == 302
    assert owner(cast, row) == manager and handed(cast) == [{"to_user_id": manager, "from_user_id": officer}]


def test_it_leaves_them_to_nobody_and_says_so_on_the_list(cast: Cast) -> None:
    row, officer = owned(cast), cast.users["officer"].pk
    members.member_end(cast.manager, user_id=officer, to_user_id=None)
    assert owner(cast, row) is None
    browser = cast.client("manager")
    assert "Nobody who works here now looks after 1 source." in browser.get("/sources/").content.decode()
    listed = browser.get("/sources/?owner=nobody").content.decode()
    assert row.name in listed and "I look after all of them" in listed
    assert "looks after 1 source" not in cast.client("worker").get("/sources/").content.decode(), "who cannot change it"
    assert cast.client("worker").post("/sources/take/").status_code == 403
    assert browser.post("/sources/take/", follow=True).status_code == 200
    assert owner(cast, row) == cast.users["manager"].pk
    assert "looks after 1 source" not in browser.get("/sources/").content.decode()
    assert row.name in browser.get("/sources/?owner=me").content.decode()
    with pytest.raises(Conflict):
        sources.sources_take(cast.manager)
    with pytest.raises(Conflict):
        sources.sources_take(cast.outsider)


def test_it_hands_them_over_when_only_the_role_goes(cast: Cast) -> None:
    row, officer, manager = owned(cast), cast.users["officer"].pk, cast.users["manager"].pk
    with tenant_scope(cast.harbour.pk):
        seen = people.member(cast.manager, officer).seen
    page = cast.client("manager").get(f"/people/{officer}/roles/").content.decode()
    assert "Who takes over, if the roles do not allow it any more" in page
    values = {"user_id": officer, "ends_on": None, "seen": seen}
    both = [Role.REMOVAL_OFFICER, Role.CASE_WORKER]
    members.member_update(cast.manager, **values, roles=both, others={PART: manager})
    assert owner(cast, row) == officer, "the right is still there"
    with tenant_scope(cast.harbour.pk):
        values["seen"] = people.member(cast.manager, officer).seen
    with pytest.raises(Invalid, match="may do this"):
        members.member_update(cast.manager, **values, roles=[Role.CASE_WORKER], others={PART: cast.users["auditor"].pk})
    members.member_update(cast.manager, **values, roles=[Role.CASE_WORKER], others={PART: manager})
    assert owner(cast, row) == manager


def test_it_notices_an_owner_whose_time_is_over_and_lets_the_source_be_changed(cast: Cast) -> None:
    row, officer = owned(cast), cast.users["officer"].pk
    with tenant_scope(cast.harbour.pk):
        assert not selectors.unattended(cast.manager).exists()
        over = timezone.localdate() - timedelta(days=1)
        Membership.objects.filter(user_id=officer).update(ends_on=over)
        assert [one.pk for one in selectors.unattended(cast.manager)] == [row.pk]
        wish = trials.wish_of(row)
    browser = cast.client("manager")
    assert "Nobody now; before: Alice" in browser.get(f"/sources/{row.pk}/").content.decode()
    sources.source_change(cast.manager, source_id=row.pk, wish=wish)
    join(cast.harbour, "oleg", Role.REMOVAL_OFFICER)
    assert "Oleg" in browser.get(f"/sources/{row.pk}/change/").content.decode()
