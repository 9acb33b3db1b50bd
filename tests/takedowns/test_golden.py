"""Items with a known answer: like any other until they are decided, and never out of the house."""

from datetime import date

import pytest
from django.db import InternalError, transaction
from django.utils import timezone

from agencies.doors.adapters import mail
from agencies.events.models import Event, Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Forbidden
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.scope import tenant_scope
from cases.casework import selectors as casework
from cases.casework.models import Case
from cases.detection import selectors as detection
from cases.detection.models import Match, MatchCopy
from cases.fingerprints.models import MatcherEntry
from takedowns.delivery import services as delivery
from takedowns.delivery.models import Delivery
from takedowns.evidence.models import EvidenceItem
from takedowns.golden import samples, selectors
from takedowns.golden import services as golden
from takedowns.golden.models import Golden
from takedowns.notices import adapters
from takedowns.notices import selectors as notice_selectors
from takedowns.notices import services as notices
from takedowns.notices.models import AddressClaim, Notice
from takedowns.recipients import services as recipients
from takedowns.review import services as review
from takedowns.review.models import ReviewItem
from takedowns.review.services import pictures
from tests.people import Cast
from tests.takedowns.flow import HOST, an_item, confirm_bases, fresh, no_screenshot, quick_pdf

pytestmark = pytest.mark.usefixtures("no_pdf")


@pytest.fixture
def no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pdf(monkeypatch)
    no_screenshot(monkeypatch)
    monkeypatch.setattr(adapters, "pdf_signed", lambda content, **_keys: content)  # the sample is no real PDF


def system(cast: Cast) -> Actor:
    return Actor.system(cast.harbour.pk)


def a_host() -> None:
    """A host of the directory that a known item can pretend to be on."""
    confirm_bases()
    recipients.provider_set(
        name="Bridge Pictures", hosts=[HOST], country="DE", language="de", abuse_email=f"abuse@{HOST}",
        verified_on=date(2026, 11, 1),
    )  # fmt: skip


def on_the_desk(cast: Cast, name: str) -> ReviewItem:
    """The way of a known item from its making to the desk, job by job."""
    a_host()
    match_id = golden.golden_add(system(cast), sample=samples.BY_NAME[name])
    assert match_id is not None
    with tenant_scope(cast.harbour.pk):
        package_id = Event.objects.filter(kind="evidence.captured").latest("id").subject_id
    notices.notice_draft(system(cast), package_id=package_id or 0)
    with tenant_scope(cast.harbour.pk):
        notice = Notice.objects.get(match_id=match_id)
    review.item_queue(system(cast), notice_id=notice.pk)
    with tenant_scope(cast.harbour.pk):
        return ReviewItem.objects.select_related("notice__match", "case").get(notice=notice)


def decide(cast: Cast, item: ReviewItem, *, approve: bool) -> str:
    """What an officer does on the page."""
    review.item_evidence(cast.officer, item_id=item.pk)
    if not approve:
        return str(review.item_reject(cast.officer, item_id=item.pk, reason="not_same"))
    review.item_look(cast.officer, item_id=item.pk, looked="officer")
    return str(review.item_approve(cast.officer, item_id=item.pk, sha256=fresh(cast, item.notice).content_sha256))


@pytest.mark.parametrize("name", ["repost", "wallpaper", "clip"])
def test_it_comes_to_the_desk_like_any_other(cast: Cast, name: str) -> None:
    item = on_the_desk(cast, name)
    page = cast.client("officer").post(f"/review/{item.pk}/claim/", follow=True).content.decode()
    assert item.case.reference in page
    assert "known answer" not in page and "golden" not in page.lower()
    with tenant_scope(cast.harbour.pk):
        assert not MatcherEntry.objects.filter(fingerprint__case_id=item.case_id).exists()
        assert not set(notice_problems(item)) - {"needs_eyes:looked"}


def test_it_has_the_files_and_the_copy_of_a_real_one(cast: Cast) -> None:
    item = on_the_desk(cast, "repost")
    with tenant_scope(cast.harbour.pk):
        names = list(
            EvidenceItem.objects.filter(package=item.notice.package_id)
            .order_by("number")
            .values_list("name", flat=True)
        )
        copy = MatchCopy.objects.get(match=item.notice.match_id)
    assert names == [
        "response.json", "page.html", "page.txt", "removed.json", "media-response.json", "host.json", "capture.wacz",
        "identification.json", "tools.json",
    ]  # fmt: skip
    assert (copy.cluster, copy.media_url) == (item.notice.match.cluster, item.notice.match.media_url)
    page = cast.client("officer").post(f"/review/{item.pk}/evidence/", follow=True).content.decode()
    assert "she does not know it is up" in page and "1 copy was recognised" in page


def test_its_picture_cannot_be_reached_which_decides_nothing(
    committed_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures.covers, "covered", lambda *_a, **_k: pytest.fail("somebody was asked"))
    monkeypatch.setattr(pictures.time, "sleep", lambda _seconds: None)
    item = on_the_desk(committed_cast, "crop")
    browser = committed_cast.client("officer")
    browser.post(f"/review/{item.pk}/claim/")
    asked = browser.post(
        f"/review/{item.pk}/picture/", {"why": "unsure"}, headers={"accept": "application/json"}
    ).json()
    answer = b"".join(browser.get(asked["stream"]).streaming_content)  # type: ignore[attr-defined]
    assert b'"unreachable"' in answer
    page = browser.get(f"/review/{item.pk}/").content.decode()
    assert "could not be reached. You can decide without it" in page


def notice_problems(item: ReviewItem) -> list[str]:
    return list(item.notice.problems)


def test_it_is_closed_by_the_first_word_and_sends_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "send", lambda *_a, **_k: pytest.fail("something left the house"))
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.update(two_person="all")
    item = on_the_desk(cast, "repost")
    assert decide(cast, item, approve=True) == "approved"
    now, row = fresh(cast, item.notice), fresh(cast, item)
    assert (now.state, now.approved_sha256, row.state) == ("rejected", "", "approved")
    delivery.delivery_send(system(cast), notice_id=now.pk)
    with tenant_scope(cast.harbour.pk):
        assert not Delivery.objects.exists() and not AddressClaim.objects.exists()
        assert not Event.objects.filter(kind__in=["notice.approved", "notice.rejected"]).exists()
        assert not Job.objects.filter(kind="takedowns.delivery.send").exists()
        found = Golden.objects.get()
    assert (found.caught, found.decided_by) == (True, cast.officer.user_id)


def test_it_doubts_no_fingerprint(cast: Cast) -> None:
    item = on_the_desk(cast, "logo")
    assert decide(cast, item, approve=False) == "rejected"
    with tenant_scope(cast.harbour.pk):
        assert not Event.objects.filter(kind="fingerprint.doubted").exists()


def test_the_database_refuses_to_send_it(cast: Cast) -> None:
    item = on_the_desk(cast, "repost")
    ways = (
        lambda: Notice.objects.filter(id=item.notice_id).update(state="approved", approved_sha256="ab" * 32),
        lambda: Notice.objects.filter(id=item.notice_id).update(approved_by=1),
        lambda: Delivery.objects.create(agency=cast.harbour, case_id=item.case_id, notice=item.notice, recipient="a@b.example"),
        lambda: Case.objects.filter(id=item.case_id).update(golden=False),
    )  # fmt: skip
    for way in ways:
        with (
            tenant_scope(cast.harbour.pk),
            pytest.raises(InternalError, match=r"known answer|golden"),
            transaction.atomic(),
        ):
            way()
    with tenant_scope(cast.harbour.pk):
        assert "golden" in casework.reasons_not_to_send(system(cast), item.case_id, country="DE")


def test_it_is_in_no_list_and_no_figure(cast: Cast) -> None:
    item = on_the_desk(cast, "repost")
    with tenant_scope(cast.harbour.pk):
        assert item.case_id not in casework.cases(cast.manager).values_list("id", flat=True)
        assert sum(casework.counts(cast.manager).values()) == 0
        assert not detection.matches(cast.manager).exists()
        assert not notice_selectors.notices(cast.manager).exists()
        assert detection.match(cast.manager, item.notice.match_id).pk == item.notice.match_id


def test_it_says_what_it_was_once_decided(cast: Cast) -> None:
    item = on_the_desk(cast, "wallpaper")
    browser = cast.client("officer")
    browser.post(f"/review/{item.pk}/evidence/")
    browser.post(f"/review/{item.pk}/look/", {"looked": "officer"})
    sha256 = fresh(cast, item.notice).content_sha256
    done = browser.post(f"/review/{item.pk}/approve/", {"sha256": sha256}, follow=True).content.decode()
    assert "known answer" in done and "was to be rejected" in done and "goes out" not in done
    assert "known answer" in browser.get(f"/review/{item.pk}/").content.decode()
    own = browser.get("/quality/own/").content.decode()
    assert "another picture and you approved it" in own and "happens to everybody" in own


def test_it_comes_once_in_so_many(cast: Cast) -> None:
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.update(golden_every=2)
    for number in range(1, 5):
        an_item(cast, number=number)
    with tenant_scope(cast.harbour.pk):
        assert Job.objects.filter(kind="takedowns.golden.make").count() == 1
        AgencySettings.objects.update(golden_every=0)
        assert selectors.due(cast.officer) == 0
    assert sum(samples.turn_of(50, chance / 100) for chance in range(100)) == pytest.approx(5000, rel=0.02)
    assert {samples.turn_of(50, 0.0), samples.turn_of(50, 0.999)} == {25, 75}


def test_it_tells_persons_apart_only_to_the_quality_lead(cast: Cast) -> None:
    decide(cast, on_the_desk(cast, "repost"), approve=True)
    lead = Actor(cast.harbour.pk, frozenset({"quality_lead"}), cast.users["auditor"].pk)
    with tenant_scope(cast.harbour.pk):
        found = selectors.by_person(lead, timezone.now().replace(year=2020))
        assert found[cast.officer.user_id or 0].share == 100.0
        with pytest.raises(Forbidden):
            selectors.by_person(cast.manager, timezone.now())
        assert selectors.own(cast.approver, timezone.now().replace(year=2020))[0].met == 0
    with tenant_scope(cast.island.pk):
        assert selectors.of_team(cast.outsider, timezone.now().replace(year=2020)).met == 0


def test_it_makes_none_without_a_host_and_none_that_could_not_be_approved(cast: Cast) -> None:
    assert golden.golden_add(system(cast), sample=samples.BY_NAME["album"]) is None
    item = on_the_desk(cast, "repost")
    with tenant_scope(cast.harbour.pk):
        ReviewItem.objects.filter(id=item.pk).delete()
        Notice.objects.filter(id=item.notice_id).update(problems=["no_contact"])
        assert not selectors.fits(system(cast), Notice.objects.select_related("case").get(id=item.notice_id))
    review.item_queue(system(cast), notice_id=item.notice_id)
    with tenant_scope(cast.harbour.pk):
        assert not ReviewItem.objects.filter(notice_id=item.notice_id).exists()


def test_it_takes_the_figures_of_own_decisions_and_nothing_else(cast: Cast) -> None:
    real = an_item(cast, band="likely")
    review.item_reject(cast.officer, item_id=real.pk, reason="not_same")
    with tenant_scope(cast.harbour.pk):
        assert [row.pk for row in selectors.earlier(cast.officer, samples.BY_NAME["news"])] == [real.notice.match_id]
        assert selectors.earlier(cast.officer, samples.BY_NAME["logo"]) == []  # its page would not tell
    item = on_the_desk(cast, "news")
    with tenant_scope(cast.harbour.pk):
        made, source = Match.objects.get(id=item.notice.match_id), Match.objects.get(id=real.notice.match_id)
        assert (made.distance, made.quality, made.difference) == (source.distance, source.quality, source.difference)
        assert made.page_url != source.page_url and made.media_sha256 != source.media_sha256
        assert Golden.objects.get().own
