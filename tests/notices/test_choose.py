"""Which law a notice rests on, and the sentences for the officer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from takedowns.notices import bases, choose, words
from takedowns.notices.bases import Capacity, Element, Kind, Recipient
from takedowns.notices.choose import Why
from takedowns.notices.facts import ONE_LINE, Trouble
from tests.notices.samples import CONFIRMED, TABLE, TODAY


def chosen(country: str, table: Sequence[bases.Basis] = (), **changes: Any) -> choose.Choice:
    values: dict[str, Any] = {
        "content_class": Kind.ADULT,
        "protected": False,
        "capacity": Capacity.REPRESENTATIVE,
        "today": TODAY,
        "confirmed": CONFIRMED,
    }
    return choose.choose(table or bases.load(), host_country=country, **(values | changes))


@pytest.mark.parametrize(
    ("country", "code"), [("DE", "eu-dsa-16"), ("nl", "eu-dsa-16"), ("FR", "eu-dsa-16"), ("US", "us-47usc223a"), ("KR", "kr-tba-22-5")]
)  # fmt: skip
@pytest.mark.parametrize("protected", [False, True])
def test_it_finds_the_law_of_the_hosts_country(country: str, code: str, protected: bool) -> None:
    choice = chosen(country, protected=protected)
    assert choice.basis is TABLE[code] and choice.problem is None
    keys = [reason.key for reason in choice.reasons]
    assert Why.IN_FORCE_AT_HOST in keys and keys[-1] is Why.CONFIRMED


@pytest.mark.parametrize("country", ["GB", "AU", "JP", "IN", "BR", "TW", "RU", "", "XX"])
def test_it_names_the_problem_where_no_law_can_be_used(country: str) -> None:
    choice = chosen(country)
    assert choice.basis is None and choice.problem == "no_usable_basis" and choice.reasons


def test_it_says_why_without_a_lawyers_confirmation() -> None:
    assert {reason.key for reason in chosen("US", confirmed={}).reasons} >= {Why.NOT_VERIFIED, Why.INFORMATION}
    assert chosen("XX").reasons[0].key is Why.NO_LAW_KNOWN


def test_it_never_takes_copyright_by_default() -> None:
    row = replace(TABLE["us-17usc512c3"], status=bases.Status.CONFIRMED)
    only = [row]
    for capacity in Capacity:
        choice = choose.choose(
            only, host_country="US", content_class=Kind.ADULT, protected=False,
            capacity=capacity, today=TODAY, confirmed=CONFIRMED,
        )  # fmt: skip
        assert choice.basis is None and choice.reasons[0].key is Why.NEVER_BY_DEFAULT
    asked = chosen("US", table=[*bases.load(), replace(row, code="zz")], wanted=("us-17usc512c3",))
    assert asked.basis is not row  # still unconfirmed in the table, so the officer's wish alone does not help
    wished = choose.choose(
        only, host_country="US", content_class=Kind.ADULT, protected=False, capacity=Capacity.REPRESENTATIVE,
        today=TODAY, confirmed=CONFIRMED, wanted=(row.code,),
    )  # fmt: skip
    assert wished.basis is row and Why.CHOSEN in {reason.key for reason in wished.reasons} and not wished.also


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
    assert set(words.WHAT) >= set(Element)
    for reason in (*chosen("US", confirmed={}).reasons, *chosen("XX").reasons, *chosen("DE").reasons):
        assert "%" not in words.WHY[reason.key] % reason.values


def test_it_names_the_national_offence_beside_the_regulation() -> None:
    for kind in Kind:
        choice = chosen("DE", content_class=kind, protected=kind is Kind.PROTECTED)
        assert choice.basis is TABLE["eu-dsa-16"] and choice.also == (TABLE["de-stgb"],)
        assert Why.ALSO in {reason.key for reason in choice.reasons}


def test_it_takes_both_laws_for_a_service_of_the_union_on_a_host_in_the_united_states() -> None:
    choice = chosen("US", service_country="IE")
    assert choice.basis is TABLE["us-47usc223a"] and choice.also == (TABLE["eu-dsa-16"],)
    body = chosen("US", service_country="IE", capacity=Capacity.DESIGNATED_BODY)
    assert body.basis is TABLE["eu-dsa-16"] and body.also == ()
    assert Why.IN_FORCE_AT_SERVICE in {reason.key for reason in body.reasons}


def test_it_puts_the_code_of_conduct_beside_the_regulation_in_the_netherlands() -> None:
    assert chosen("NL").also == (TABLE["nl-ntd"],)
    assert chosen("NL", protected=True).also == (TABLE["nl-ntd-csam"],)


def test_it_asks_those_whom_the_law_does_not_bind_for_help_only() -> None:
    choice = chosen("DE", recipient=Recipient.CDN)
    assert choice.basis is TABLE["eu-dsa-16"] and choice.also == ()
    assert Why.ONLY_HELP in {reason.key for reason in choice.reasons}


def test_it_reports_to_authorities_under_their_own_law() -> None:
    choice = chosen("AU", capacity=Capacity.SUBJECT, recipient=Recipient.REGULATOR)
    assert choice.basis is TABLE["au-osa-32"]
    refused = chosen("AU", capacity=Capacity.SUBJECT)
    assert refused.basis is None and Why.NOT_FOR_RECIPIENT in {reason.key for reason in refused.reasons}
    assert chosen("KR", recipient=Recipient.REGULATOR).basis is TABLE["kr-network-44-7"]


def test_it_says_that_a_mandate_is_missing() -> None:
    choice = chosen("DE", mandated=False)
    assert choice.basis and Why.NEEDS_MANDATE in {reason.key for reason in choice.reasons}


def test_it_uses_an_unconfirmed_row_after_a_lawyer_settled_it() -> None:
    row = TABLE["uk-osa-20a"]
    assert chosen("GB").basis is None
    word = replace(CONFIRMED[row.code], settled="In force since 1 October 2026, S.I. 2026/900.")
    assert chosen("GB", confirmed=CONFIRMED | {row.code: word}).basis is row
