"""Every copy on a find's pages is kept, the strongest leads, and one file on many pages is counted."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.events.models import Event
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case
from cases.detection import selectors
from cases.detection.models import Match, MatchCopy
from cases.detection.selectors import copies
from cases.detection.services import finds
from cases.detection.services.finds import Sighting
from cases.detection.states import MatchState
from cases.fingerprints import services as fingerprints
from cases.fingerprints.bands import Band
from cases.fingerprints.matching import Hit
from takedowns.review import services as review
from takedowns.review.models import ReviewItem
from tests.people import Cast
from tests.rows import item
from tests.takedowns import flow

pytestmark = pytest.mark.django_db
SITE = f"https://{flow.HOST}"
FAR = f"{(1 << 30) - 1:064x}"
FULL: dict[str, Any] = {"band": Band.CERTAIN, "exact": True, "distance": 0, "difference": "0" * 64}


def registered(cast: Cast, case: Case, number: int = 1) -> int:
    (row,) = fingerprints.fingerprints_register(cast.worker, case_id=case.pk, items=[item(number)])
    return int(row.pk)


def saw(cast: Cast, fingerprint: int, page: str, media: str, *, sha: str = "a1", **hit: Any) -> int | None:
    """One look at a page; the copy is a preview unless `hit` says more."""
    values: dict[str, Any] = {
        "band": Band.POSSIBLE, "distance": 30, "quality": 60, "turn": 0, "trimmed": False, "exact": False, "frames": 0,
        "difference": FAR,
    }  # fmt: skip
    found = Hit(agency_id=cast.harbour.pk, fingerprint_id=fingerprint, **values | hit)
    sighting = Sighting(SITE + page, SITE + media, sha * 32, "DE", "de", timezone.now())
    return finds.match_record(Actor.system(cast.harbour.pk), hit=found, sighting=sighting)


def state(cast: Cast) -> tuple[list[Match], list[MatchCopy], list[str]]:
    with tenant_scope(cast.harbour.pk):
        kinds = Event.objects.filter(kind__startswith="match.").order_by("id").values_list("kind", flat=True)
        return list(Match.objects.order_by("id")), list(MatchCopy.objects.order_by("id")), list(kinds)


def test_it_lets_the_surer_copy_of_a_page_speak_and_keeps_both(cast: Cast) -> None:
    number = registered(cast, flow.a_case(cast))
    assert saw(cast, number, "/post/9", "/s/9.jpg") is not None
    for _again in range(2):  # a worker that was killed does it again
        assert saw(cast, number, "/post/9", "/9.jpg", sha="b2", **FULL) is None
    (row,), kept, kinds = state(cast)
    assert (row.band, row.exact, row.media_url) == ("certain", True, f"{SITE}/9.jpg")
    assert row.media_urls == [f"{SITE}/s/9.jpg", f"{SITE}/9.jpg"]
    assert [one.band for one in kept] == ["possible", "certain"] and kinds == ["match.found", "match.raised"]
    assert saw(cast, number, "/post/9", "/s/9.jpg") is None
    assert state(cast)[0][0].band == "certain"


def test_it_is_one_package_per_page_for_several_registrations_of_a_case(cast: Cast) -> None:
    case = flow.a_case(cast)
    one, two = registered(cast, case, 1), registered(cast, case, 10**60 + 7**60)
    assert saw(cast, one, "/post/9", "/9.jpg") and saw(cast, two, "/post/9", "/9.jpg", **FULL) is None
    (row,), kept, _ = state(cast)
    assert row.fingerprint_id == two and {each.fingerprint_id for each in kept} == {one, two}
    assert len({each.cluster for each in kept}) == 1, "one file"


def test_it_composes_the_notice_on_the_desk_anew(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    flow.quick_pdf(monkeypatch)
    number = registered(cast, flow.a_case(cast))
    match_id = saw(cast, number, "/post/9", "/s/9.jpg")
    assert match_id is not None
    waiting = flow.on_desk(cast, flow.a_notice(cast, flow.a_package(cast, match_id)))
    assert "possible_only" in waiting.notice.problems and waiting.priority == 6
    saw(cast, number, "/post/9", "/9.jpg", sha="b2", **FULL)
    for page in ("/latest", "/post/9?view=all"):
        saw(cast, number, page, "/9.jpg", sha="b2", **FULL)
    review.item_renew(Actor.system(cast.harbour.pk), match_id=match_id)
    with tenant_scope(cast.harbour.pk):
        waiting = ReviewItem.objects.select_related("notice").get()
        row, text = Match.objects.get(), waiting.notice.text
    assert "possible_only" not in waiting.notice.problems and waiting.priority == 3
    assert f"{SITE}/9.jpg" in text and f"{SITE}/post/9?view=all" in text and f"{SITE}/latest" not in text
    assert row.page_url == f"{SITE}/post/9" and row.other_pages == [f"{SITE}/latest", f"{SITE}/post/9?view=all"]


def test_it_leaves_what_is_approved_and_says_that_a_surer_copy_is_there(cast: Cast) -> None:
    number = registered(cast, flow.a_case(cast))
    match_id = saw(cast, number, "/post/9", "/s/9.jpg")
    assert match_id is not None
    with tenant_scope(cast.harbour.pk):
        Match.objects.update(state=MatchState.APPROVED)
    for _again in range(2):
        assert saw(cast, number, "/post/9", "/9.jpg", sha="b2", **FULL) is None
    (row,), kept, kinds = state(cast)
    assert row.band == "possible" and row.media_urls == [f"{SITE}/s/9.jpg"]
    assert len(kept) == 2 and kinds == ["match.found", "match.surer"]


def test_it_folds_a_list_into_the_post_and_keeps_its_address(cast: Cast) -> None:
    number = registered(cast, flow.a_case(cast))
    assert saw(cast, number, "/latest", "/9.jpg", **FULL)
    assert saw(cast, number, "/post/9", "/9.jpg", **FULL) is None
    assert saw(cast, number, "/post/9?page=2", "/9.jpg", **FULL) is None
    (row,), kept, _ = state(cast)
    assert row.page_url == f"{SITE}/post/9" and row.other_pages == [f"{SITE}/latest", f"{SITE}/post/9?page=2"]
    assert len(kept) == 3
    assert saw(cast, number, "/latest", "/9.jpg", **FULL) is None, "a page that was folded is known"


def test_it_keeps_two_posts_of_one_list_apart(cast: Cast) -> None:
    number = registered(cast, flow.a_case(cast))
    assert saw(cast, number, "/latest", "/9.jpg", **FULL)
    assert saw(cast, number, "/post/1", "/9.jpg", **FULL) is None
    assert saw(cast, number, "/post/2", "/9.jpg", **FULL), "another post with the same file"
    assert saw(cast, number, "/latest", "/9.jpg", **FULL) is None
    assert saw(cast, number, "/latest", "/3.jpg", sha="f6"), "another file on that list is no part of the post"
    assert [row.page_url for row in state(cast)[0]] == [f"{SITE}/post/1", f"{SITE}/post/2", f"{SITE}/latest"]


def test_it_counts_one_file_on_many_pages_and_does_not_fold_posts(cast: Cast) -> None:
    case = flow.a_case(cast)
    number = registered(cast, case)
    near = f"{(1 << 30) - 1 ^ 0b111:064x}"
    assert all(saw(cast, number, f"/post/{n}", f"/{n}.jpg") for n in range(3))
    assert saw(cast, number, "/post/7", "/7.jpg", sha="c3", difference=near), "stored anew: nearly the same"
    assert saw(cast, number, "/post/8", "/8.jpg", sha="d4", difference="f" * 8 + "0" * 56), "another copy"
    with tenant_scope(cast.harbour.pk):
        rows = copies.with_spread(cast.officer, selectors.matches(cast.officer, case.pk))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert [row.also_on for row in rows] == [0, 3, 3, 3, 3]
        assert len(asked) == 1
        first = selectors.matches(cast.officer).last()
        assert first is not None and copies.also_on(cast.officer, first) == 3
        assert copies.of_cluster(selectors.matches(cast.officer), cast.officer, first.cluster).count() == 4
        Match.objects.filter(page_url=f"{SITE}/post/7").update(state=MatchState.REJECTED)
        assert copies.also_on(cast.officer, first) == 2
    with tenant_scope(cast.island.pk):
        assert not selectors.matches(cast.outsider) and not copies.copies(cast.outsider, first.pk)


def test_it_shows_everything_on_the_pages_of_a_find(cast: Cast) -> None:
    number = registered(cast, flow.a_case(cast))
    match_id = saw(cast, number, "/post/9", "/s/9.jpg")
    saw(cast, number, "/post/9", "/9.jpg", sha="b2", **FULL)
    saw(cast, number, "/post/8", "/8.jpg", sha="b2", **FULL)
    officer, outsider = cast.client("officer"), cast.client("outsider")
    page = officer.get(f"/finds/{match_id}/").content.decode()
    assert f"{SITE}/s/9.jpg" in page and "also on 1 other page" in page and "Everything that was recognised" in page
    cluster = state(cast)[0][0].cluster
    listed = officer.get("/finds/", {"cluster": cluster, "spread": "on"}).content.decode()
    assert listed.count("1 other page") == 2
    assert "No find fits." in officer.get("/finds/", {"cluster": "0" * 32}).content.decode()
    assert outsider.get(f"/finds/{match_id}/").status_code == 404
    assert "other page" not in outsider.get("/finds/", {"cluster": cluster}).content.decode()


def test_it_forgets_every_copy_with_its_case(cast: Cast) -> None:
    case = flow.a_case(cast)
    saw(cast, registered(cast, case), "/post/9", "/9.jpg")
    finds.case_forget(Actor.system(cast.harbour.pk), case_id=case.pk)
    (row,), kept, _ = state(cast)
    assert not kept and not row.cluster and not row.other_pages
