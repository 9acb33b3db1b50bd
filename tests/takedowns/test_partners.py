"""A partner agency as the second: what reaches it, what comes back, and that nothing else crosses the wall."""

import json

import pytest

from agencies.audit.models import AuditLine
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.models import Agency, AgencySettings
from agencies.tenancy.rights import Role
from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case
from takedowns.notices.models import Notice
from takedowns.review import neutral, selectors, services
from takedowns.review.models import AskedSecond, SecondAsk, Voice
from takedowns.review.services import partners
from tests.people import Cast, join
from tests.takedowns.flow import fresh, match_state, quick_pdf
from tests.takedowns.seconds import ask, asked, colleague, decide, kinds, partner_up, there, waiting, words, work


@pytest.fixture(autouse=True)
def _no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pdf(monkeypatch)


@pytest.fixture
def pair(cast: Cast) -> Cast:
    """The harbour asks for two persons, and the island gives second approvals."""
    decide(cast.harbour, two_person="all")
    partner_up(cast)
    return cast


def test_it_counts_a_partners_word_as_the_second(pair: Cast) -> None:
    item = waiting(pair)
    row = asked(pair, item)
    assert fresh(pair, item.notice).state == "ready"
    partners.asked_confirm(pair.outsider, asked_id=row.pk, sha256=row.words_sha256)
    assert fresh(pair, item).state == "second"  # until the answer is home
    work(pair.island)
    notice = fresh(pair, item.notice)
    assert (notice.state, notice.approved_by, fresh(pair, item).state) == ("approved", pair.officer.user_id, "approved")
    assert match_state(pair, item) == "approved" and kinds(pair.harbour).count("notice.approved") == 1
    assert words(pair) == [(1, pair.officer.user_id, ""), (2, None, "")]
    with tenant_scope(pair.harbour.pk):
        assert Voice.objects.get(place=2).partner_id == pair.island.pk
        assert SecondAsk.objects.get().state == "confirmed"
        assert selectors.words_missing(Actor.system(pair.harbour.pk), notice) == []


def test_it_lets_nothing_of_the_case_cross_the_wall(pair: Cast) -> None:
    with tenant_scope(pair.harbour.pk):
        AgencySettings.objects.update(duty_titles={"removal_officer": {"en": "Pier keeper", "ko": "부두지기"}})
    item = waiting(pair, age="unknown")
    row = asked(pair, item)
    with tenant_scope(pair.harbour.pk):
        notice = Notice.objects.select_related("case").get(id=item.notice_id)
        own = [notice.reference, notice.case.reference, notice.token, "Harbour Office", "office@example.org"]
        own += ["Pier keeper", "부두지기", "takedown@example.org", "Alice", "Bob"]
        before = notice.text
    with tenant_scope(pair.island.pk):
        values = {field.name: getattr(row, field.name) for field in AskedSecond._meta.concrete_fields}
        stored = json.dumps(values, default=str)
    for word in own:
        assert word in before or word in {notice.token, "takedown@example.org", "Alice", "Bob"}, word
        assert word.casefold() not in stored.casefold(), word
    assert set(row.facts) == {
        "band", "exact", "looked", "basis", "country", "languages", "risk", "remarks", "files", "whole",
    }  # fmt: skip
    assert "https://bridges.example/post/1" in row.text and "[reference]" in row.text and "[agency]" in row.text
    assert row.sha256 == notice.content_sha256
    assert set(values) == {
        "id", "agency", "asker_id", "code", "sha256", "words_sha256", "text", "facts", "state", "arrived_at", "expires_at",
        "opened_at", "answered_by", "settled_at", "doubt",
    }  # fmt: skip
    for agency in (pair.harbour, pair.island):  # both trails hold ids, digests and names of states
        with tenant_scope(agency.pk):
            for line in AuditLine.objects.filter(action__startswith="second."):
                assert set(line.data) <= {"partner_id", "sha256", "doubt"}, line.data
                assert agency == pair.harbour or line.case_id is None


def test_it_takes_own_words_out_and_says_when_it_cannot() -> None:
    text = "[MR-1-2-AB] Harbour Office, write to office@example.org about MR-1-2-AB; harbour office. 하버청이 Harbour Office는 씁니다."
    words_ = {
        "MR-1-2-AB": "[reference]",
        "Harbour Office": "[agency]",
        "office@example.org": "[address]",
        "하버청": "[agency]",
    }
    done = neutral.neutral(text, words_)
    assert (
        done == "[[reference]] [agency], write to [address] about [reference]; [agency]. [agency]이 [agency]는 씁니다."
    )
    assert neutral.leaks(done, words_) == []
    assert neutral.leaks("https://harbouroffice.example/", ["office"]) == ["office"]
    assert neutral.unsigned("by\n  Pier keeper 2, Port (East)\nfor", "Port (East)") == "by\n  [officer], [agency]\nfor"
    assert neutral.neutral("unofficial", {"office": "[agency]"}) == "unofficial"


def test_it_asks_nobody_when_a_name_would_remain(pair: Cast) -> None:
    Agency.objects.filter(id=pair.harbour.pk).update(name="bridge")  # stands in the address of the page too
    item = waiting(pair)
    with pytest.raises(Invalid, match="cannot be taken out"):
        ask(pair, item)
    with tenant_scope(pair.harbour.pk):
        assert not SecondAsk.objects.exists()


def test_it_sends_a_refusal_back_with_its_reason(pair: Cast) -> None:
    item = waiting(pair)
    row = asked(pair, item)
    with pytest.raises(Invalid):
        partners.asked_decline(pair.outsider, asked_id=row.pk, doubt="because")
    partners.asked_decline(pair.outsider, asked_id=row.pk, doubt="legal_basis")
    work(pair.island)
    assert fresh(pair, item).state == "open"
    with tenant_scope(pair.harbour.pk):
        void = selectors.last_void(pair.officer, item.pk)
        assert void is not None and (void.void_why, void.doubt, void.void_by) == ("sent_back", "legal_basis", None)
        assert (SecondAsk.objects.get().state, SecondAsk.objects.get().doubt) == ("declined", "legal_basis")
    gone = there(pair)
    assert gone is not None and (gone.state, gone.text, gone.facts) == ("declined", "", {})


def test_it_does_not_let_one_person_be_both_by_way_of_two_agencies(pair: Cast) -> None:
    item = waiting(pair)
    row = asked(pair, item)
    join(pair.island, "alice", Role.APPROVER)
    twice = Actor(pair.island.pk, frozenset({Role.APPROVER}), user_id=pair.officer.user_id)
    partners.asked_confirm(twice, asked_id=row.pk, sha256=row.words_sha256)
    work(pair.island)
    assert fresh(pair, item).state == "second" and len(words(pair)) == 1
    with tenant_scope(pair.harbour.pk):
        assert SecondAsk.objects.get().state == "declined"


def test_it_counts_no_word_after_the_partnership_ended(pair: Cast) -> None:
    item = waiting(pair)
    row = asked(pair, item)
    partners.asked_confirm(pair.outsider, asked_id=row.pk, sha256=row.words_sha256)
    partner_up(pair, off=True)
    work(pair.island)
    assert fresh(pair, item).state == "second" and len(words(pair)) == 1


def test_it_asks_only_partners_and_only_about_an_approval_that_waits(pair: Cast) -> None:
    item = waiting(pair)
    with pytest.raises(Invalid):
        partners.partner_ask(pair.officer, item_id=item.pk, partner_id=pair.harbour.pk)
    ask(pair, item)
    with pytest.raises(Conflict, match="asked already"):
        ask(pair, item)
    services.item_confirm(pair.approver, item_id=item.pk, sha256=item.notice.content_sha256)
    with pytest.raises(Conflict):
        ask(pair, item)
    with pytest.raises(NotFound):
        partners.partner_ask(pair.outsider, item_id=item.pk, partner_id=pair.island.pk)
    for actor in (pair.manager, pair.worker, pair.auditor):
        with pytest.raises(Forbidden):
            partners.partner_ask(actor, item_id=item.pk, partner_id=pair.island.pk)


def test_it_shows_a_question_to_the_asked_agency_only(pair: Cast) -> None:
    item = waiting(pair)
    row = asked(pair, item)
    with pytest.raises(NotFound):
        partners.asked_confirm(pair.officer, asked_id=row.pk, sha256=row.words_sha256)
    auditor = Actor(pair.island.pk, frozenset({Role.AUDITOR}), user_id=pair.outsider.user_id)
    with pytest.raises(Forbidden):
        partners.asked_decline(auditor, asked_id=row.pk, doubt="text")
    with pytest.raises(Conflict, match="words that you read"):
        partners.asked_confirm(pair.outsider, asked_id=row.pk, sha256=row.sha256)
    with tenant_scope(pair.island.pk):
        assert not Case.objects.exists() and not Notice.objects.exists() and not Voice.objects.exists()


def test_it_takes_no_second_word_from_a_supervised_person_of_the_partner(pair: Cast) -> None:
    decide(pair.island, supervised_days=14)
    item = waiting(pair)
    row = asked(pair, item)
    new = colleague(pair, "nari", agency=pair.island)
    with pytest.raises(Conflict, match="cannot be the second person"):
        partners.asked_confirm(new, asked_id=row.pk, sha256=row.words_sha256)
