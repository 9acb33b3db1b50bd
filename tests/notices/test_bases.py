"""The table of legal bases: its form, and what keeps a row from being used."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from takedowns.notices import bases, blocks, words
from takedowns.notices.bases import Element, Refusal, Status
from takedowns.notices.facts import PRESENT, STATED
from tests.notices.samples import CONFIRMED, EU, ROOT, TABLE, TODAY, confirmation

NEVER = {Element.DEPICTED_AGE, Element.DEPICTED_NATIONALITY, Element.PICTURE}


def test_it_reads_every_row_with_unique_codes() -> None:
    assert len(TABLE) == len(bases.load()) >= 20
    for basis in TABLE.values():
        assert basis.source_url.startswith("https://") and basis.source and basis.citation and basis.clock_start
        assert basis.content_classes and basis.filer_capacities and basis.required_elements and basis.languages
        assert all(len(country) == 2 and country.isupper() for country in basis.countries)
        assert basis.waived_for_protected <= basis.required_elements
        assert not basis.required_elements & basis.forbidden_elements


def test_it_never_lets_a_row_ask_for_age_nationality_or_a_picture() -> None:
    assert [code for code, basis in TABLE.items() if not basis.forbidden_elements >= NEVER] == []


def test_it_ships_no_row_as_verified() -> None:
    assert [b.code for b in TABLE.values() if b.verified_by or b.verified_on or bases.usable(b, {}, TODAY)] == []


def test_it_says_what_is_open_in_every_unconfirmed_row() -> None:
    assert [b.code for b in TABLE.values() if b.status is Status.UNCONFIRMED and not b.open_points] == []


def test_it_uses_an_unconfirmed_row_only_when_the_lawyer_wrote_what_settles_it() -> None:
    open_rows = [basis for basis in TABLE.values() if basis.status is Status.UNCONFIRMED]
    assert len(open_rows) >= 8
    assert {bases.refusal(basis, CONFIRMED, TODAY) for basis in open_rows} == {Refusal.UNCONFIRMED}
    settled = {code: replace(word, settled="Commenced on 1 June, order 2026/77") for code, word in CONFIRMED.items()}
    assert {bases.refusal(basis, settled, TODAY) for basis in open_rows} == {None}
    assert {bases.refusal(basis, {}, TODAY) for basis in open_rows} == {Refusal.UNCONFIRMED}


def test_it_is_unconfirmed_as_soon_as_one_essential_fact_is() -> None:
    for basis in TABLE.values():
        seen = all(basis.marks[fact] is bases.Mark.CONFIRMED for fact in bases.ESSENTIAL)
        assert (basis.status is Status.CONFIRMED) is seen
        assert basis.open_points or set(basis.marks.values()) == {bases.Mark.CONFIRMED}


def test_it_uses_a_confirmed_row_only_with_a_valid_confirmation() -> None:
    word, yesterday = confirmation(EU), TODAY - timedelta(days=1)
    refused = {
        None: word,
        Refusal.NOT_VERIFIED: replace(word, verified_by=" "),
        Refusal.EXPIRED: replace(word, expires=TODAY),
        Refusal.ROW_CHANGED: replace(word, row_sha256="0" * 64),
    }
    for why, given in refused.items():
        assert bases.refusal(EU, {EU.code: given}, TODAY) is why
    assert bases.refusal(EU, {EU.code: replace(word, verified_on=TODAY + timedelta(days=1))}, TODAY) is not None
    assert bases.refusal(replace(EU, expires=yesterday), {EU.code: word}, TODAY) is Refusal.EXPIRED


def test_it_accepts_a_confirmation_that_is_part_of_the_row() -> None:
    assert bases.usable(replace(EU, verified_by="a lawyer", verified_on=date(2026, 11, 1)), {}, TODAY)


def test_it_voids_a_confirmation_when_any_word_of_the_row_changes() -> None:
    data = {
        "code": "x", "jurisdiction": "EU", "countries": ["DE"], "citation": "Article 16", "content_classes": ["protected"],
        "filer_capacities": ["relay"], "role": "notice", "rank": 1, "citation_en": "c", "offences": {}, "addressees": ["site"],
        "marks": dict.fromkeys(bases.Fact, "confirmed"), "deadline_set_by": "law", "required_elements": ["urls"], "waived_for_protected": [], "forbidden_elements": [],
        "deadline_hours": 24, "deadline_phrase": None, "clock_start": "receipt", "languages": ["de"], "by_default": True,
        "source": "s", "source_url": "https://law.example", "verified_by": None, "verified_on": None, "expires": None,
        "open_points": "",
    }  # fmt: skip
    old, new = bases.row(data), bases.row(data | {"citation": "Article 17"})
    assert old.sha256 != new.sha256
    for wrong in (
        {"deadline_phrase": "promptly"},
        {"deadline_hours": "24"},
        {"role": "perhaps"},
        {"note": ""},
        {"marks": {}},
    ):
        with pytest.raises(ValueError):
            bases.row(data | wrong)
    with pytest.raises(ValueError, match="twice"):
        bases.parse(json.dumps({"version": 1, "as_of": "2026-11-22", "rows": [data, data]}))
    for broken in ({"rows": [data]}, {"version": "1", "as_of": "2026-11-22", "rows": []}):
        with pytest.raises(ValueError, match="version"):
            bases.parse(json.dumps(broken))
    assert bases.version() >= 2


def test_it_can_state_or_check_every_element_of_a_row_that_can_be_chosen() -> None:
    for basis in filter(blocks.choosable, TABLE.values()):
        own = basis.required_elements - set(PRESENT) - STATED
        assert own <= set(words.VALUE_HINTS), basis.code
        assert basis.deadline_hours or basis.deadline_phrase == "none" or basis.deadline_phrase in blocks.DEADLINES
    assert set(blocks.STATEMENTS) <= STATED | {Element.LEGITIMACY}


def test_it_never_chooses_what_only_authorities_or_providers_can_use() -> None:
    for basis in TABLE.values():
        assert blocks.choosable(basis) is bool(basis.filer_capacities & bases.OURS), basis.code


def test_it_lists_every_row_in_the_documentation_with_its_state_and_limit() -> None:
    page = (ROOT / "portal/docs/notices.md").read_text(encoding="utf-8")
    lines = {cells[1].strip(" `"): cells for line in page.splitlines() if len(cells := line.split("|")) == 8}
    for basis in TABLE.values():
        cells = [cell.strip() for cell in lines[basis.code]]
        limit = (
            f"{basis.deadline_hours} hours" if basis.deadline_hours else str(basis.deadline_phrase).replace("_", " ")
        )
        assert cells[3:5] == [basis.role, cells[4]] and cells[4].startswith(limit), basis.code
        assert cells[5] == basis.status and cells[6] == (basis.open_points or "–"), basis.code
    assert f"(version {bases.version()})" in page and f"There are {len(blocks.registry())} blocks" in page
