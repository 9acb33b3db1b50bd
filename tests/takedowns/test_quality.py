"""Decisions read again by chance, and what managers see: the team, never a person, never what somebody has seen."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.audit.models import AuditLine
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.rights import Role
from agencies.tenancy.scope import tenant_scope
from takedowns.golden import services as golden
from takedowns.quality import counting, selectors, services
from takedowns.quality.models import Sample
from takedowns.review import services as review
from takedowns.review.models import ReviewItem, Voice
from tests.people import Cast, join, sign_in
from tests.takedowns.flow import an_item, fresh, quick_pdf

pytestmark = pytest.mark.usefixtures("no_pdf")


@pytest.fixture
def no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pdf(monkeypatch)


def decided(cast: Cast, number: int = 1, *, approve: bool = False) -> ReviewItem:
    item = an_item(cast, number=number)
    if approve:
        held = review.item_claim(cast.officer, item_id=item.pk)
        review.item_approve(cast.officer, item_id=item.pk, sha256=held.notice.content_sha256)
    else:
        review.item_reject(cast.officer, item_id=item.pk, reason="not_same")
    return item


def drawn(cast: Cast, item: ReviewItem) -> Sample:
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.update(sample_percent=100)
    services.sample_draw(Actor.system(cast.harbour.pk), notice_id=item.notice_id)
    with tenant_scope(cast.harbour.pk):
        return Sample.objects.get(item=item)


def test_it_draws_by_chance_and_once(cast: Cast) -> None:
    item = decided(cast)
    services.sample_draw(Actor.system(cast.harbour.pk), notice_id=item.notice_id)
    with tenant_scope(cast.harbour.pk):
        assert not Sample.objects.exists()
    drawn(cast, item)
    assert drawn(cast, item).first_approved is False


def test_another_person_reads_it_without_the_answer(cast: Cast) -> None:
    sample = drawn(cast, decided(cast))
    with pytest.raises(NotFound):
        services.sample_read(cast.officer, sample_id=sample.pk, approve=True)
    with pytest.raises(NotFound):
        services.sample_read(cast.outsider, sample_id=sample.pk, approve=True)
    with pytest.raises(Invalid):
        services.sample_read(cast.approver, sample_id=sample.pk, approve=False)
    browser = cast.client("approver")
    page = browser.get("/quality/again/", follow=True).content.decode()
    assert "You do not see how" in page and "Alice" not in page and "not the same" not in page.partition("<form")[0]
    told = browser.post(f"/quality/again/{sample.pk}/", {"answer": "approve", "reason": ""}, follow=True)
    assert "Nothing is sent or taken back" in told.content.decode()
    with pytest.raises((Conflict, NotFound)):
        services.sample_read(cast.approver, sample_id=sample.pk, approve=True)
    assert fresh(cast, sample).approved is True
    assert "would have decided otherwise" in cast.client("manager").get("/quality/").content.decode()


def test_it_counts_the_team(cast: Cast) -> None:
    services.sample_read(cast.approver, sample_id=drawn(cast, decided(cast)).pk, approve=False, code="not_same")
    decided(cast, 2, approve=True)
    passed = an_item(cast, number=3)
    review.item_claim(cast.officer, item_id=passed.pk)
    review.item_release(cast.officer, item_id=passed.pk)
    with tenant_scope(cast.harbour.pk):
        Voice.objects.update(opened_at=timezone.now() - timedelta(seconds=60))
        Voice.objects.filter(verdict="approve").update(
            opened_at=timezone.now() - timedelta(seconds=1), at=timezone.now()
        )
        found = selectors.team(cast.manager)
    assert (found.people, found.decisions, found.approved, found.read) == (1, 2, 1, 1)
    assert (found.overturned, found.agreement, found.kappa) == (0.0, 100.0, None)
    assert found.reasons == {"not_same": None} and (found.fast, found.passed, found.golden) == (None, None, None)
    with tenant_scope(cast.island.pk):
        assert selectors.team(cast.outsider).decisions == 0


def test_it_hides_small_counts_of_a_small_team_only() -> None:
    assert [counting.told(number, 3) for number in (0, 1, 4, 5, 9)] == [0, None, None, 5, 9]
    assert [counting.told(number, 4) for number in (0, 1, 4)] == [0, 1, 4]


def test_it_computes_kappa_as_published() -> None:
    # Cohen's own kind of table: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no gives 0.40
    pairs = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15
    assert counting.kappa(pairs) == 0.4
    assert counting.kappa(pairs[:19]) is None and counting.kappa([(True, True)] * 30) is None
    assert counting.share(1, 3) == 33.3 and counting.share(0, 0) is None


def test_it_counts_what_the_desk_warned_about() -> None:
    begin = datetime(2026, 11, 22, 9, tzinfo=UTC)
    crowded = [begin + timedelta(minutes=minute) for minute in range(45)]
    assert counting.beyond({1: crowded, 2: crowded[:40]}, 40) == 5
    assert counting.beyond({1: [begin + timedelta(minutes=2 * n) for n in range(100)]}, 40) == 0
    assert math.isclose(counting.share(5, 45) or 0, 11.1)


def test_managers_see_no_person_and_no_exposure(cast: Cast) -> None:
    drawn(cast, decided(cast))
    browser = cast.client("manager")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        pages = [browser.get("/quality/").content.decode()]
        for name in ("decisions", "passed"):
            answer = browser.post(f"/quality/{name}.csv", {"reason": "The yearly report of the office."})
            assert answer["Content-Type"].startswith("text/csv")
            pages.append(answer.content.decode())
    assert "Alice" not in "".join(pages).replace("Mina", "")
    read = " ".join(query["sql"] for query in queries.captured_queries)
    assert "picturelook" not in read and "restday" not in read
    assert browser.get("/quality/people/").status_code == 403
    assert browser.get("/wellbeing/team/").status_code == 403
    assert browser.post("/quality/decisions.csv", {"reason": "x"}).status_code == 422
    assert browser.get("/quality/else.csv").status_code == 404
    assert "not_same" in pages[1]
    with tenant_scope(cast.harbour.pk):
        assert AuditLine.objects.filter(action="quality.export").count() == 2


def test_it_never_reads_again_what_has_a_known_answer(cast: Cast) -> None:
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.update(sample_percent=100)
    assert selectors.of_notice.__doc__ and golden.MAKE
    user, lead = join(cast.harbour, "quentin", Role.QUALITY_LEAD)
    assert sign_in(Client(), user).get("/quality/people/").status_code == 200
    with pytest.raises(Forbidden):
        services.sample_read(lead, sample_id=1, approve=True)
