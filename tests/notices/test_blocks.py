"""Blocks: versions, digests, and what a notice says of the blocks it was made of."""

from dataclasses import replace

from takedowns.notices import adapters, blocks, texts
from takedowns.notices.bases import Kind, Recipient
from takedowns.notices.languages import LANGUAGES
from tests.notices.samples import EU, FACTS, TABLE, draft


def test_it_gives_a_changed_block_a_new_version() -> None:
    """blocks.json: a block whose English text changed must have a higher version there, and its new digest."""
    now = {code: blocks.digest(lines) for code, lines in blocks.registry().items()}
    assert {code: sha for code, (version, sha) in blocks.versions().items()} == now
    assert all(version >= 1 for version, sha in blocks.versions().values())


def test_it_has_one_frame_for_each_recipient_and_legal_blocks_for_each_row() -> None:
    codes = set(blocks.registry())
    assert {f"frame.{to}" for to in Recipient} <= codes
    for basis in filter(blocks.choosable, TABLE.values()):
        for kind in basis.content_classes:
            assert any(f"{form}.{basis.code}.{kind}" in codes for form in ("legal", "also"))


def test_it_says_in_each_language_which_blocks_it_used() -> None:
    made = draft("DE")
    for text in made.texts:
        codes = [used.code for used in text.used]
        assert codes == sorted(set(codes)) and {"frame.site", "legal.eu-dsa-16.adult_ncii", "shared.contest"} <= set(
            codes
        )
        assert {used.language for used in text.used} == {text.language.code}
        say = adapters.catalogue(text.language.code).gettext
        assert all(used.sha256 == blocks.digest(blocks.text_of(used.code, say)) and not used.own for used in text.used)
    assert len({used.sha256 for text in made.texts for used in text.used if used.code == "shared.contest"}) == 3


def test_it_puts_an_agencys_own_sentences_in_place_of_a_blocks() -> None:
    own = {("shared.confidentiality", "en"): ("Please keep our name to yourself.",)}
    pair = [(LANGUAGES[code], adapters.catalogue(code)) for code in ("de", "en")]
    german, english = texts.build(EU, FACTS, pair, variants=own)
    said = [p for block in english.blocks for p in block.paragraphs]
    assert "Please keep our name to yourself." in said
    assert [used.code for used in english.used if used.own] == ["shared.confidentiality"]
    assert not any(used.own for used in german.used)


def test_it_names_the_shortest_limit_when_two_laws_set_one() -> None:
    two = replace(TABLE["de-stgb"], deadline_hours=12, deadline_phrase=None)
    pair = [(LANGUAGES["en"], adapters.catalogue("en"))]
    (text,) = texts.build(TABLE["us-47usc223a"], FACTS, pair, also=(two,))
    said = next(block for block in text.blocks if block.key == "deadline").paragraphs
    assert "12 hours" in said[0] and "shortest" in said[1]
    (aside,) = texts.build(TABLE["us-47usc223a"], replace(FACTS, recipient=Recipient.CDN), pair)
    asked = next(block for block in aside.blocks if block.key == "deadline").paragraphs
    assert asked == ("We ask you to act within 24 hours after you receive this notice.",)


def test_it_prints_the_facts_that_a_law_demands_and_how_police_reach_us() -> None:
    uk = TABLE["uk-osa-20a"]
    facts = replace(
        FACTS, extra=dict.fromkeys(uk.required(Kind.ADULT) & set(texts.wording_law.VALUES), "We compared both pictures."),
        police_contact="duty@agency.example", police_file="2026-77",
    )  # fmt: skip
    (text,) = texts.build(uk, facts, [(LANGUAGES["en"], adapters.catalogue("en"))])
    found = {block.key: block for block in text.blocks}
    assert [(row.label, row.value) for row in found["statements"].rows] == [
        ("Known at first hand", "We compared both pictures.")
    ]
    assert "duty@agency.example" in found["police"].paragraphs[0] and "2026-77" in found["police"].paragraphs[1]
