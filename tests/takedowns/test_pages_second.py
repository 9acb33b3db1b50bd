"""The pages of the second person: what the desk says, what a package shows, and a partner's question."""

import pytest
from django.urls import reverse

from agencies.tenancy.scope import tenant_scope
from takedowns.review import services
from takedowns.review.models import AskedSecond
from tests.people import Cast
from tests.takedowns.browsing import taken, text, url
from tests.takedowns.flow import an_item, fresh, quick_pdf
from tests.takedowns.seconds import colleague, decide, partner_up, waiting, work


@pytest.fixture(autouse=True)
def _no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pdf(monkeypatch)


@pytest.fixture
def two(cast: Cast) -> Cast:
    decide(cast.harbour, two_person="all")
    return cast


def test_it_leads_a_package_past_two_people(two: Cast) -> None:
    item = an_item(two)
    alice = taken(two, item)
    answer = alice.post(url("review-approve", item.pk), {"sha256": item.notice.content_sha256}, follow=True)
    assert "a second person looks at it now" in answer.content.decode()
    own = text(alice, url("review-item", item.pk))
    assert "You decided first" in own and "Take my decision back" in own and "Confirm and send" not in own
    assert "Your agency sends nothing before two people have read it." in own
    desk = text(cast_client := two.client("approver"), url("review-desk"))
    assert (
        "<strong>1</strong> package waits for a second person." in desk and "No package waits for a decision." in desk
    )
    assert "1 package that you decided first waits for a colleague." in text(alice, url("review-desk"))
    answer = cast_client.post(url("review-next"), {"second": "1"}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(url("review-item", item.pk), 302)]
    for part in ("Alice approved it", "Confirm and send", "Do not confirm", 'data-key="a"', item.notice.content_sha256):
        assert part in page, part
    assert "Approve and send" not in page
    answer = cast_client.post(url("review-confirm", item.pk), {"sha256": item.notice.content_sha256}, follow=True)
    assert "Two people have decided now." in answer.content.decode()
    assert "confirmed by Bob" in text(alice, url("review-item", item.pk))
    assert fresh(two, item.notice).state == "approved"


def test_it_shows_why_a_package_is_open_again(two: Cast) -> None:
    item = waiting(two)
    bob = taken(two, item, "approver")
    empty = bob.post(url("review-send-back", item.pk), {"doubt": "", "note": "Ask <first>"})
    assert empty.status_code == 409 and "Ask &lt;first&gt;" in empty.content.decode()
    bob.post(url("review-send-back", item.pk), {"doubt": "legal_basis", "note": "Ask <first>"})
    page = text(two.client("officer"), url("review-item", item.pk))
    for part in ("is open again", "did not confirm", "The legal basis does not fit", "Ask &lt;first&gt;"):
        assert part in page, part


def test_it_answers_races_with_a_conflict_and_keeps_what_was_typed(two: Cast) -> None:
    item = waiting(two)
    alice = two.client("officer")
    refused = alice.post(url("review-confirm", item.pk), {"sha256": item.notice.content_sha256})
    assert refused.status_code == 409 and "You decided this package first." in refused.content.decode()
    services.item_confirm(two.approver, item_id=item.pk, sha256=item.notice.content_sha256)
    late = two.client("approver").post(url("review-send-back", item.pk), {"doubt": "text", "note": "Too late"})
    assert late.status_code == 409 and "decided in the meantime" in late.content.decode()
    assert alice.post(url("review-take-back", item.pk)).status_code == 409


def test_it_hides_second_looks_from_strangers_and_refuses_those_without_the_right(two: Cast) -> None:
    item = waiting(two)
    data = {"sha256": item.notice.content_sha256, "doubt": "text", "partner": two.island.pk}
    for name in ("confirm", "send-back", "take-back", "ask", "unask"):
        address = url(f"review-{name}", item.pk)
        assert two.client("outsider").post(address, data).status_code == 404, name
        for other in ("manager", "worker", "auditor"):
            assert two.client(other).post(address, data).status_code == 403
        assert two.client("approver").get(address).status_code == 405
    assert fresh(two, item).state == "second"


def test_it_tells_a_new_colleague_in_plain_words(cast: Cast) -> None:
    decide(cast.harbour, supervised_days=14)
    colleague(cast, "nari")
    item = an_item(cast)
    nari = taken(cast, item, "nari")
    assert "You are new here. A colleague looks at each of your decisions" in text(nari, url("review-desk"))
    nari.post(url("review-reject", item.pk), {"reason": "benign"})
    own = text(nari, url("review-item", item.pk))
    assert "No colleague can be the second person now" in own  # everybody joined today
    assert "is new, so a colleague looks at each decision" in own
    other = colleague(cast, "nuri")
    assert other is not None
    page = text(cast.client("nuri"), url("review-item", item.pk))
    assert "you cannot be the second person yet" in page and "Take this package" not in page


def test_it_asks_a_partner_and_shows_it_the_words_only(two: Cast) -> None:
    partner_up(two)
    item = waiting(two)
    alice, charlie = two.client("officer"), two.client("outsider")
    page = text(alice, url("review-item", item.pk))
    assert "Ask a partner agency" in page and "Island Help" in page
    assert alice.post(url("review-ask", item.pk), {"partner": ""}).status_code == 409
    assert alice.post(url("review-ask", item.pk), {"partner": two.harbour.pk}).status_code == 409
    assert alice.post(url("review-ask", item.pk), {"partner": two.island.pk}).status_code == 302
    work(two.harbour, only="carry")
    assert "Partner asked: Island Help." in text(alice, url("review-item", item.pk))
    with tenant_scope(two.island.pk):
        row = AskedSecond.objects.get()
    assert text(charlie, url("review-asked")).count(url("review-asked-one", row.pk)) == 1
    shown = text(charlie, url("review-asked-one", row.pk))
    for part in ("https://bridges.example/post/1", "[reference]", "eu-dsa-16", row.sha256, "Confirm this notice"):
        assert part in shown, part
    for own in (item.notice.reference, "Harbour", "office@example.org"):
        assert own not in shown, own
    assert alice.get(url("review-asked-one", row.pk)).status_code == 404
    assert charlie.post(url("review-asked-decline", row.pk), {"doubt": ""}).status_code == 409
    assert charlie.post(url("review-asked-confirm", row.pk), {"sha256": row.sha256}).status_code == 409
    done = charlie.post(url("review-asked-confirm", row.pk), {"sha256": row.words_sha256}, follow=True)
    assert "Your answer goes back to the partner now" in done.content.decode()
    gone = text(charlie, url("review-asked-one", row.pk))
    assert "no longer here" in gone and "bridges.example" not in gone
    work(two.island)
    assert "confirmed by a partner agency" in text(alice, url("review-item", item.pk))
    assert reverse("review-asked") in text(alice, url("review-desk"))


def test_it_says_that_only_the_page_record_was_read(cast: Cast) -> None:
    item = an_item(cast)
    client = taken(cast, item)
    assert "I read the page record only" in text(client, url("review-item", item.pk))
    client.post(url("review-look", item.pk), {"looked": "page"})
    assert "nobody opened the picture or video" in fresh(cast, item.notice).text
    assert fresh(cast, item.notice).looked == fresh(cast, item).looked == "page"
    unsure = an_item(cast, number=2, band="likely")
    taken(cast, unsure).post(url("review-look", unsure.pk), {"looked": "page"})
    assert fresh(cast, unsure.notice).problems == ["needs_eyes:looked"]  # reading the record is not looking
