"""Sheets for web forms never cut silently; the languages beside each other show what one lacks."""

import json
from dataclasses import replace

import pytest

from takedowns.notices import adapters, compare, compose, sheets, shown, words
from takedowns.notices.facts import Place
from takedowns.notices.languages import LANGUAGES
from takedowns.notices.parts import PartKind
from tests.notices.samples import EU, FACTS, PROTECTED, draft

SAYS = {code: adapters.catalogue(code).gettext for code in LANGUAGES}
MANY = replace(FACTS, places=tuple(Place(f"https://bridges.example/post/{n}") for n in range(250)))


def spec(**limits: int) -> sheets.FormSpec:
    return sheets.FormSpec("site", "Bridge Pictures", limits=tuple(limits.items()))


def field(sheet: sheets.Sheet, key: str) -> sheets.Field:
    return next(one for one in sheet.fields if one.key == key)


def test_it_fills_the_fields_in_their_order_in_each_language_of_the_notice() -> None:
    sheet = sheets.site(draft(), SAYS)
    assert [one.key for one in sheet.fields] == list(sheet.spec.fields)
    assert [text.language for text in field(sheet, "explanation").texts] == ["de", "en", "ko"]
    assert all(text.left_out == 0 for text in field(sheet, "explanation").texts) and field(sheet, "explanation").fits
    assert field(sheet, "addresses").texts[0].text == FACTS.places[0].url
    assert {one.key for one in sheet.fields} <= set(words.FIELDS)


@pytest.mark.parametrize("limit", [300, 800, 1500, 5000])
def test_it_leaves_out_whole_paragraphs_and_says_how_many(limit: int) -> None:
    whole = field(sheets.site(draft(), SAYS), "explanation").texts
    short = field(sheets.site(draft(), SAYS, spec(explanation=limit)), "explanation").texts
    for long, text in zip(whole, short, strict=True):
        kept = [paragraph for paragraph in text.text.split("\n\n") if paragraph]
        paragraphs = long.text.split("\n\n")
        assert text.length <= limit and text.left_out == len(paragraphs) - len(kept)
        assert kept == [paragraph for paragraph in paragraphs if paragraph in kept], "whole ones, in their order"


def test_it_says_when_not_even_one_paragraph_fits() -> None:
    for text in field(sheets.site(draft(), SAYS, spec(explanation=10)), "explanation").texts:
        assert text.text == "" and text.left_out > 0
    tight = field(sheets.site(draft(), SAYS, spec(organisation=3)), "organisation")
    assert not tight.fits and tight.texts[0].text == FACTS.agency_name, "never cut"


def test_it_splits_addresses_into_lists_that_lose_none() -> None:
    urls = [place.url for place in MANY.places]
    several = field(sheets.site(draft(facts=MANY), SAYS, spec(addresses=2000)), "addresses").texts
    assert [url for text in several for url in text.text.split("\n")] == urls
    assert all(text.length <= 2000 for text in several) and [text.number for text in several] == list(
        range(1, len(several) + 1)
    )
    assert {text.of for text in several} == {len(several)}


def test_it_counts_characters_as_browsers_do() -> None:
    assert sheets.Text("가😀\n").length == 4


def test_it_never_names_a_form_for_adults_where_a_minor_is_shown() -> None:
    adult, minor = sheets.search(draft(), SAYS), sheets.search(draft(facts=PROTECTED), SAYS)
    assert all(sheet.spec.address for sheet in adult) and not any(sheet.spec.address for sheet in minor)
    assert [sheet.spec.variant for sheet in minor] == ["google", "bing"]


def test_it_is_a_part_that_says_that_nobody_confirmed_the_form() -> None:
    for sheet in (sheets.site(draft(), SAYS), *sheets.search(draft(), SAYS)):
        part = sheet.part("MR-1")
        data = json.loads(part.content)
        assert (part.kind, data["schema"], data["checked_on"]) == (PartKind.SHEET, sheets.SCHEMA, None)
        assert data["attachments"] == [] and [one["key"] for one in data["fields"]] == [f.key for f in sheet.fields]


def test_it_finds_no_difference_between_the_languages_of_a_notice() -> None:
    made = draft("DE", EU)
    sections = shown.sections(compose.plain(made), ["de", "en", "ko"])
    lines = compare.lines(sections)
    assert len(lines) > 10 and compare.unlike(sections) == []
    assert {cell.code for line in lines for cell in line.cells} == {"de", "en", "ko"}
    assert any(
        "https://bridges.example" in piece.text for line in lines for cell in line.cells for piece in cell.pieces
    )


def test_it_marks_a_fact_that_another_language_lacks() -> None:
    one = shown.Section("de", "Deutsch", "ltr", "Frist 48 Stunden\n\nAn https://a.example/1")
    two = shown.Section("en", "English", "ltr", "Limit 24 hours\n\nTo https://a.example/1")
    first, second = compare.lines([one, two])
    assert [[piece.text for piece in cell.pieces if piece.differs] for cell in first.cells] == [["48"], ["24"]]
    assert not second.differs
    short = compare.lines([one, shown.Section("ko", "한국어", "ltr", "기한 48시간")])
    assert short[1].differs and compare.unlike([one, shown.Section("ko", "한국어", "ltr", "기한 48시간")]) == ["ko"]
