"""Which law a notice rests on, and the sentences for the officer."""

from dataclasses import replace
from typing import Any

import pytest

from takedowns.notices import bases, choose, words
from takedowns.notices.bases import Capacity, Element, Kind
from takedowns.notices.choose import Why
from takedowns.notices.facts import ONE_LINE, Trouble
from tests.notices.samples import CONFIRMED, TABLE, TODAY


def chosen(country: str, **changes: Any) -> choose.Choice:
    values: dict[str, Any] = {
        "content_class": Kind.ADULT,
        "protected": False,
        "capacity": Capacity.REPRESENTATIVE,
        "today": TODAY,
        "confirmed": CONFIRMED,
    }
    return choose.choose(bases.load(), host_country=country, **(values | changes))


@pytest.mark.parametrize(
    ("country", "code"), [("DE", "eu-dsa-16"), ("nl", "eu-dsa-16"), ("FR", "eu-dsa-16"), ("US", "us-47usc223a"), ("KR", "kr-tba-22-5")]
)  # fmt: skip
@pytest.mark.parametrize("protected", [False, True])
def test_it_finds_the_law_of_the_hosts_country(country: str, code: str, protected: bool) -> None:
    choice = chosen(country, protected=protected)
    assert choice.basis is TABLE[code] and choice.problem is None
    assert [reason.key for reason in choice.reasons][-2:] == [Why.IN_FORCE_AT_HOST, Why.CONFIRMED]


@pytest.mark.parametrize("country", ["GB", "AU", "JP", "IN", "BR", "TW", "RU", "", "XX"])
def test_it_names_the_problem_where_no_law_can_be_used(country: str) -> None:
    choice = chosen(country)
    assert choice.basis is None and choice.problem == "no_usable_basis" and choice.reasons


def test_it_says_why_without_a_lawyers_confirmation() -> None:
    assert {reason.key for reason in chosen("US", confirmed={}).reasons} >= {Why.NOT_VERIFIED, Why.NOT_OUR_CAPACITY}
    assert chosen("XX").reasons[0].key is Why.NO_LAW_KNOWN


def test_it_never_takes_copyright_by_default() -> None:
    only = [replace(TABLE["us-17usc512c3"], status=bases.Status.CONFIRMED)]
    for capacity in Capacity:
        choice = choose.choose(
            only, host_country="US", content_class=Kind.ADULT, protected=False,
            capacity=capacity, today=TODAY, confirmed=CONFIRMED,
        )  # fmt: skip
        assert choice.basis is None and choice.reasons[0].key is Why.NEVER_BY_DEFAULT


def test_it_never_files_as_an_authority() -> None:
    for capacity in set(Capacity) - bases.OURS:
        for country in ("FR", "NL", "AU", "TW", "DE"):
            assert chosen(country, capacity=capacity).basis is None


def test_it_takes_no_law_without_a_notice_text() -> None:
    row = replace(TABLE["eu-dsa-16"], code="zz-new", countries=frozenset({"ZZ"}))
    word = {"zz-new": bases.Confirmation("a lawyer", TODAY, row.sha256)}
    choice = choose.choose(
        [row], host_country="ZZ", content_class=Kind.ADULT, protected=False,
        capacity=Capacity.RELAY, today=TODAY, confirmed=word,
    )  # fmt: skip
    assert choice.problem and choice.reasons[0].key is Why.NO_TEXT


def test_it_treats_any_doubt_about_age_as_protected() -> None:
    adults_only = replace(TABLE["eu-dsa-16"], content_classes=frozenset({Kind.ADULT}))
    choice = choose.choose(
        [adults_only], host_country="DE", content_class=Kind.ADULT, protected=True,
        capacity=Capacity.RELAY, today=TODAY, confirmed=CONFIRMED,
    )  # fmt: skip
    assert choice.problem and choice.reasons[0].key is Why.CLASS_NOT_COVERED


def test_it_has_a_plain_sentence_for_every_reason_and_problem() -> None:
    assert set(words.WHY) == set(Why) and set(words.TROUBLE) == set(Trouble)
    assert set(words.WHAT) >= {*ONE_LINE, "places", "found_at", "requested_hours", "band", "looked"}
    assert set(words.WHAT) >= set(Element) - {Element.GROUNDS, Element.ACCURACY}
    for reason in (*chosen("US", confirmed={}).reasons, *chosen("XX").reasons, *chosen("DE").reasons):
        assert "%" not in words.WHY[reason.key] % reason.values
