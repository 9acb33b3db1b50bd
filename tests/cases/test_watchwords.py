"""Watched words in texts: what counts as a word, and in which company it means something."""

import pytest

from cases.detection import alarm
from cases.detection.variants import variants
from cases.detection.watchwords import Term, Watch


def term(number: int, text: str, kind: str = "name", case: int | None = 7) -> Term:
    return Term(number, case, kind, tuple(each.text for each in variants(text, kind)))


WATCH = Watch.of(
    [
        term(1, "김태영"),
        term(2, "한빛고등학교", "school"),
        term(3, "010-1234-5678", "phone"),
        term(4, "Min Ji", case=8),
        term(5, "the bridge at night in harbour", "phrase", case=9),
        term(6, "#bridgegate", "hashtag", case=None),
        term(7, "수지", "nickname", case=10),
        term(8, "田中", "name", case=11),
    ],
    alarm.words("bridgeword, 다리말"),
)


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ("김태영은 한빛고 다닌대", {7}),  # two terms of one case
        ("유출 김 태 영 사진", {7}),  # a word of the list, other spaces
        ("rlaxodud leaked", {7}),
        ("ｋｉｍ　ｔａｅｙｏｕｎｇ bridgeword", {7}),  # a word of the agency's own
        ("김.태.영 다리말", {7}),
        ("신상김태영이야", {7}),
        ("김태영 만세", set()),  # alone it says nothing
        ("call 01012345678 leaked", {7}),
        ("call 9010123456789 leaked", set()),  # inside another number
        ("admin jimmy leaked", set()),  # inside other words
        ("Min-Ji leaked", {8}),
        ("The bridge, at night: in harbour", {9}),  # a phrase says enough
        ("#BridgeGate Min Ji", {8}),  # a term of the agency keeps bad company too
        ("#bridgegate leaked", set()),  # but names nobody
        ("수지는 유출", {10}),
        ("개수지 유출", set()),  # inside a longer word
        ("수지맞다 유출", set()),
        ("田中の流出", {11}),
        ("김태영 " + "x " * 600 + "leaked", set()),  # too far away
        ("", set()),
    ],
)
def test_it_finds_terms_in_bad_company(text: str, cases: set[int]) -> None:
    assert {hit.case_id for hit in WATCH.hits(text)} == cases


def test_it_quotes_what_stood_around() -> None:
    text = "before " * 100 + "유출 김태영 " + "after " * 100
    (hit,) = WATCH.hits(text)
    assert "김태영" in hit.quote and len(hit.quote) < 400 and hit.term_ids == (1,) and hit.words == 1


def test_it_costs_nothing_without_terms() -> None:
    assert Watch.of([], alarm.words()).hits("leaked 유출") == []
