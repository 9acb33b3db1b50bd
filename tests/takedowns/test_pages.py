"""The pages of the desk: who may open them, what they say, what they keep and what they refuse."""

import re

import pytest
from django.test import Client
from django.utils.html import escape

from agencies.audit.models import AuditLine
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import Match
from cases.fingerprints.models import Fingerprint
from takedowns.review import services as review
from takedowns.review.models import ReviewItem
from takedowns.review.web import facts
from tests.people import Cast
from tests.takedowns.browsing import DESK, EVERYBODY, taken, text, url
from tests.takedowns.flow import a_case, a_find, a_notice, a_package, an_item, fresh, on_desk, quick_pdf


@pytest.fixture(autouse=True)
def _no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pdf(monkeypatch)


def addresses(item: ReviewItem, match_id: int) -> dict[str, tuple[str, ...]]:
    notice = item.notice
    return {
        url("review-desk"): DESK,
        url("review-item", item.pk): DESK,
        url("delivery-list"): DESK,
        url("notice-list"): EVERYBODY,
        url("notice-detail", notice.pk): EVERYBODY,
        url("notice-html", notice.pk): EVERYBODY,
        url("notice-pdf", notice.pk): EVERYBODY,
        url("case-notices", item.case_id): EVERYBODY,
        url("match-evidence", match_id): EVERYBODY,
        url("evidence-detail", notice.package_id): EVERYBODY,
        url("evidence-item", notice.package_id, 1): EVERYBODY,
    }


def test_it_opens_each_page_to_the_roles_that_hold_its_right(cast: Cast) -> None:
    item = an_item(cast)
    for name in EVERYBODY:
        client = cast.client(name)
        for address, people in addresses(item, item.notice.match_id).items():
            assert client.get(address).status_code == (200 if name in people else 403), (name, address)


def test_it_hides_everything_from_strangers_and_asks_visitors_to_sign_in(cast: Cast) -> None:
    item = an_item(cast)
    stranger, visitor = cast.client("outsider"), Client()
    for address in addresses(item, item.notice.match_id):
        own = address in {url("review-desk"), url("delivery-list"), url("notice-list")}
        assert stranger.get(address).status_code == (200 if own else 404), address
        assert item.notice.reference not in stranger.get(address).content.decode()
        assert visitor.get(address).status_code == 302
    for name in ("claim", "release", "look", "evidence", "approve", "reject"):
        assert (
            stranger.post(url(f"review-{name}", item.pk), {"looked": "nobody", "reason": "benign"}).status_code == 404
        )


def test_it_changes_nothing_by_a_get_and_refuses_those_who_may_not_decide(cast: Cast) -> None:
    item = an_item(cast)
    officer = cast.client("officer")
    text(officer, url("review-item", item.pk))
    assert fresh(cast, item).held_by is None
    for name in ("claim", "release", "look", "evidence", "approve", "reject"):
        address = url(f"review-{name}", item.pk)
        assert officer.get(address).status_code == 405
        for other in ("auditor", "manager", "worker"):
            assert cast.client(other).post(address).status_code == 403
    assert cast.client("auditor").post(url("review-next")).status_code == 403
    assert fresh(cast, item).held_by is None


def test_it_shows_the_queue_in_words(cast: Cast) -> None:
    minor, likely = an_item(cast, number=1, age="unknown"), an_item(cast, number=2, band="likely")
    desk = text(cast.client("officer"), url("review-desk"))
    assert desk.index(minor.notice.reference) < desk.index(likely.notice.reference)
    for word in ("First: a minor may be shown", "Certain", "Likely", "bridges.example", "Deutsch, English, 한국어"):
        assert word in desk
    assert "An officer or the person must confirm it first." in desk
    assert "2</strong> packages wait" in desk


def test_it_tells_none_left_from_held_by_others(cast: Cast) -> None:
    item = an_item(cast)
    taken(cast, item, "approver")
    officer = cast.client("officer")
    assert "A colleague holds 1 of them now." in text(officer, url("review-desk"))
    answer = officer.post(url("review-next"), follow=True)
    assert "No package is free: a colleague holds the last one." in answer.content.decode()
    review.item_reject(cast.approver, item_id=item.pk, reason="benign")
    assert "No package waits for a decision." in text(officer, url("review-desk"))
    assert "No other package waits." in officer.post(url("review-next"), follow=True).content.decode()


def test_it_shows_one_complete_package(cast: Cast) -> None:
    item = an_item(cast)
    page = text(taken(cast, item), url("review-item", item.pk))
    for part in (
        "https://bridges.example/post/1",
        "2 of 256 bits differ",
        "31 of 256 bits, quality 50 or better",
        "As registered",
        "A browser; the picture itself never left that device",
        "All digests fit.",
        "page.txt",
        "abuse@bridges.example",
        "No risk known",
        "eu-dsa-16: applies to hosts in DE.",
        "confirmed by a lawyer",
        item.notice.content_sha256,
        "Who looked at this find?",
        "Approve and send",
        "Do this, send nothing",
        "You hold this package until",
    ):
        assert escape(part) in page, part
    assert page.count('class="maru-notice"') == 3
    assert re.findall(r'class="maru-notice" lang="(\w+)"', page) == ["de", "en", "ko"]
    assert page.count('class="d"') == 2  # the differing bits of the sample
    assert "<img" not in page and "A bridge at noon" not in page


def test_it_says_who_registered_the_fingerprint(cast: Cast) -> None:
    item = an_item(cast)
    shown = re.sub(r"<[^>]+>", " ", text(taken(cast, item), url("review-item", item.pk)))
    with tenant_scope(cast.harbour.pk):
        who = facts.duty(cast.officer, cast.worker.user_id or 0)
    assert f"Registered by {who}" in " ".join(shown.split())


def test_it_shows_where_a_clip_agrees(cast: Cast) -> None:
    item = an_item(cast)
    client = taken(cast, item)
    assert "Where in the two clips" not in text(client, url("review-item", item.pk))
    with tenant_scope(cast.harbour.pk):
        Match.objects.update(
            frames=9, share=40, stretches=[12_000, 18_400, 63_000, 69_400, 30_000, 30_000, 3_723_000, 3_723_000]
        )
        Fingerprint.objects.update(media="video", frames=60)
    page = text(client, url("review-item", item.pk))
    for part in ("Where in the two clips", "0:12.0–0:18.4", "1:03.0–1:09.4", "62:03.0–62:03.0"):
        assert part in page, part


def test_it_names_every_problem_and_offers_no_approval(cast: Cast) -> None:
    case = a_case(cast, mandate=False, identity="unchecked")
    found = a_find(cast, case, band="possible")
    item = on_desk(cast, a_notice(cast, a_package(cast, found, remarks=("page_gone",)), provider=False))
    page = text(taken(cast, item), url("review-item", item.pk))
    for part in (
        "The page was gone when the evidence was taken.",
        "Nobody is known who answers for this host. Add an abuse contact",
        "No mandate is on file",
        "The match is only possible.",
        "Missing: whose statement says that the publication is not consensual.",
        "The page answered that it is gone at the time of the capture.",
        "Is this the reporter?",
        "It cannot be approved before you opened the evidence.",
    ):
        assert escape(part) in page, part
    assert "Approve and send" not in page


def test_it_opens_the_evidence_of_an_uncertain_find_before_the_decision(cast: Cast) -> None:
    item = an_item(cast, band="likely")
    client = taken(cast, item)
    client.post(url("review-look", item.pk), {"looked": "officer"})
    page = text(client, url("review-item", item.pk))
    assert "Open the evidence before you decide" in page and "Approve and send" not in page
    digest = fresh(cast, item.notice).content_sha256
    refused = client.post(url("review-approve", item.pk), {"sha256": digest})
    assert refused.status_code == 409
    assert "Open the evidence first" in refused.content.decode()
    assert client.post(url("review-evidence", item.pk))["Location"].endswith("#evidence")
    page = text(client, url("review-item", item.pk))
    assert "A bridge at noon" in page and "Approve and send" in page
    assert client.post(url("review-approve", item.pk), {"sha256": digest}).status_code == 302
    with tenant_scope(cast.harbour.pk):
        assert AuditLine.objects.filter(action="evidence.open", actor_user_id=cast.officer.user_id).count() == 1


def test_it_asks_for_a_new_reading_after_the_text_changed(cast: Cast) -> None:
    item = an_item(cast)
    client = taken(cast, item)
    answer = client.post(url("review-look", item.pk), {"looked": "person"}, follow=True)
    assert "The notice was written anew" in answer.content.decode()
    assert "confirmed this identification" in fresh(cast, item.notice).text
    refused = client.post(url("review-approve", item.pk), {"sha256": item.notice.content_sha256})
    assert refused.status_code == 409
    assert "The notice changed since you opened it." in refused.content.decode()
    assert client.post(url("review-look", item.pk), {"looked": "a cat"}).status_code == 409
    assert client.post(url("review-approve", item.pk), {}).status_code == 409


def test_it_goes_on_to_the_next_package_after_a_decision(cast: Cast) -> None:
    first, second = an_item(cast, number=1), an_item(cast, number=2)
    client = taken(cast, first)
    answer = client.post(url("review-approve", first.pk), {"sha256": first.notice.content_sha256}, follow=True)
    assert answer.redirect_chain == [(url("review-item", second.pk), 302)]
    page = answer.content.decode()
    assert "Approved. The notice goes out now." in page
    assert "You decided in less than 4 seconds." in page
    assert fresh(cast, second).held_by == cast.officer.user_id
    answer = client.post(url("review-reject", second.pk), {"reason": "benign"}, follow=True)
    assert answer.redirect_chain == [(url("review-desk"), 302)]
    assert "Rejected. Nothing is sent" in answer.content.decode()
    done = text(client, url("review-item", first.pk))
    assert "Decided by Alice" in done and "Approve and send" not in done


def test_it_keeps_what_was_typed_when_somebody_was_first(cast: Cast) -> None:
    item = an_item(cast)
    taken(cast, item, "approver")
    typed = {"reason": "news", "note": "Seen in the <b>harbour</b> paper"}
    refused = cast.client("officer").post(url("review-reject", item.pk), typed)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "A colleague has this package open." in page and "Nothing was changed and nothing was sent." in page
    review.item_release(cast.approver, item_id=item.pk)
    client = taken(cast, item)
    empty = client.post(url("review-reject", item.pk), {"reason": "", "note": typed["note"]})
    assert empty.status_code == 409
    assert escape(typed["note"]) in empty.content.decode()
    assert fresh(cast, item).state == "open"


def test_it_passes_a_package_over_and_gives_it_back(cast: Cast) -> None:
    first, second = an_item(cast, number=1), an_item(cast, number=2)
    client = taken(cast, first)
    assert client.post(url("review-next"), {"after": first.pk})["Location"] == url("review-item", second.pk)
    assert fresh(cast, first).held_by is None
    assert client.post(url("review-next"), {"after": "²"}).status_code == 302
    client.post(url("review-release", second.pk))
    assert fresh(cast, second).held_by is None


def test_it_lets_the_keyboard_be_switched_off(cast: Cast) -> None:
    item = an_item(cast)
    client = taken(cast, item)
    assert 'data-keys="on"' in text(client, url("review-item", item.pk))
    answer = client.post(url("review-keys"), {"keys": "off", "item": item.pk})
    assert answer["Location"] == url("review-item", item.pk)
    assert 'data-keys="on"' in text(cast.client("approver"), url("review-desk"))  # it is each person's own
    assert 'data-keys="off"' in text(client, url("review-item", item.pk))
    assert 'data-keys="off"' in text(client, url("review-desk"))
