"""Every language is complete, in its own script, with the same placeholders; no sentence is left in English."""

import ast
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from takedowns.notices import adapters, languages, texts, wording
from takedowns.notices.bases import Capacity, Kind
from takedowns.notices.facts import Band, Identified, Looked, NonConsent
from takedowns.notices.languages import LANGUAGES
from tests.notices.samples import EU, FACTS, KR, PROTECTED, ROOT, TABLE, URL, US, draft

NAMES = re.compile(r"TAKE IT DOWN Act|Telecommunications Business Act|Public Law|CyberTipline|NCMEC")
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
CODES = sorted(LANGUAGES)
OTHERS = [code for code in CODES if code != "en"]


def marked() -> list[str]:
    """Every sentence that wording.py and its sisters mark."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "takedowns/notices").glob("wording*.py")]
    nodes = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [ast.literal_eval(call.args[0]) for call in nodes if getattr(call.func, "id", "") == "sentence"]


def entries(code: str) -> dict[str, str]:
    locale = code.replace("-", "_")
    with (adapters.FOLDER / locale / "LC_MESSAGES" / "notices.po").open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file, locale=locale, abort_invalid=True) if m.id}


def said(facts_changes: dict[str, object] | None = None, **of: object) -> str:
    """All paragraphs of all languages of one draft."""
    made = draft(**of) if not facts_changes else draft(facts=replace(FACTS, **facts_changes), **of)  # type: ignore[arg-type]
    return "\n".join(p for text in made.texts for block in text.blocks for p in block.paragraphs)


@pytest.mark.parametrize("code", CODES)
def test_it_has_each_sentence_in_each_language_and_no_other(code: str) -> None:
    sentences = marked()
    assert len(sentences) == len(set(sentences)) > 50
    assert set(entries(code)) == set(sentences)
    assert all(text.strip() == text and text for text in entries(code).values())
    adapters.catalogue(code)


@pytest.mark.parametrize("code", CODES)
def test_it_keeps_the_placeholders(code: str) -> None:
    for english, text in entries(code).items():
        assert sorted(PLACEHOLDER.findall(english)) == sorted(PLACEHOLDER.findall(text)), english
        assert "%" not in PLACEHOLDER.sub("", text), english


@pytest.mark.parametrize("code", CODES)
def test_it_keeps_every_number_and_citation(code: str) -> None:
    """Articles, years and hours must survive translation; Korean writes 제22조의5 for 22-5."""
    for english, text in entries(code).items():
        numbers, own = (re.findall(r"\d+", PLACEHOLDER.sub("", t)) for t in (english, text))
        spare = list(own)
        for number in numbers:
            assert number in spare, (number, english)
            spare.remove(number)


@pytest.mark.parametrize("code", CODES)
def test_it_is_written_in_its_own_script(code: str) -> None:
    for text in entries(code).values():
        letters = [char for char in PLACEHOLDER.sub("", NAMES.sub("", text)) if char.isalpha()]
        own = [char for char in letters if unicodedata.name(char).startswith(LANGUAGES[code].script)]
        share = len(own) / len(letters)
        assert share == 1 if LANGUAGES[code].script == ("LATIN",) else share > 0.5, text


@pytest.mark.parametrize("code", OTHERS)
def test_it_leaves_no_sentence_in_english(code: str) -> None:
    english = re.compile(r"\b(the|this|that|and|please|your|with|from|you|we|was|of)\b", re.IGNORECASE)
    same_in_dutch = {"of", "was", "we"} if code == "nl" else set()
    for original, text in entries(code).items():
        assert text != original or (code, text) in {("fr", "certain"), ("fr", "possible")}
        found = {word.lower() for word in english.findall(PLACEHOLDER.sub("", NAMES.sub("", text)))} - same_in_dutch
        assert not found, text


def test_it_refuses_a_catalogue_with_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "nl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    monkeypatch.setattr(adapters, "FOLDER", tmp_path)
    for body in ('msgid "a"\nmsgstr ""\n', '#, fuzzy\nmsgid "a"\nmsgstr "b"\n'):
        (folder / "notices.po").write_text(
            f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n{body}'
        )
        with pytest.raises(adapters.Incomplete):
            adapters.catalogue.__wrapped__("nl")


def combinations() -> Iterator[texts.LanguageText]:
    for basis in (EU, US, KR):
        for kind in Kind:
            for capacity in (Capacity.SUBJECT, Capacity.REPRESENTATIVE, Capacity.DESIGNATED_BODY, Capacity.RELAY):
                facts = replace(FACTS, kind=kind, capacity=capacity)
                yield from draft("DE", basis, facts).texts


def test_it_fills_every_placeholder_in_every_combination() -> None:
    for text in combinations():
        for block in text.blocks:
            assert block.heading or block.key == "opening"
            assert "%(" not in "".join(block.paragraphs)
            assert all(row.label and row.value for row in block.rows)
        keys = [block.key for block in text.blocks]
        assert keys == ["opening", *wording.HEADINGS]


def test_it_says_how_it_was_identified_and_whether_a_person_looked() -> None:
    """HARMS 19."""
    english = adapters.catalogue("en").gettext
    for looked in Looked:
        assert english(wording.LOOKED[looked]) in said({"looked": looked})
    for how in Identified:
        assert english(wording.IDENTIFIED[how]).partition("%")[0] in said({"identified": how})
    for band, german in ((Band.CERTAIN, "sicher"), (Band.LIKELY, "wahrscheinlich"), (Band.POSSIBLE, "möglich")):
        assert f"(Grad der Sicherheit: {german})" in said({"band": band})


def test_it_says_how_to_contest_and_when_we_answer() -> None:
    everything = said()
    for words in ("within 5 working days", "innerhalb von 5 Arbeitstagen", "5영업일 이내"):
        assert words in everything
    assert everything.count("contest@agency.example") == 3


def test_it_states_the_time_limit_of_the_law_or_ours() -> None:
    assert "limit of 48 hours" in said(country="US", basis=US)
    assert "within 12 hours" in said({"requested_hours": 12})
    assert "지체 없이 조치할 것" in said(country="KR", basis=KR)


def test_it_claims_no_consent_statement_that_is_not_on_file() -> None:
    assert "good faith belief" in said() and "good faith belief" not in said({"non_consent": NonConsent.UNKNOWN})
    assert "legal representative of the person shown, that" in said(facts=PROTECTED)


def test_it_asks_that_protected_material_is_not_copied() -> None:
    assert "do not copy this material" in said(facts=PROTECTED) and "do not copy this material" not in said()
    assert "intimate picture" not in said(facts=PROTECTED)


def test_it_refuses_a_basis_that_cannot_carry_a_notice() -> None:
    for code in ("au-osa-77", "au-osa-32", "de-stgb"):
        with pytest.raises(texts.NoText, match=code):
            draft("GB", TABLE[code])


def test_it_shows_exact_addresses_and_both_times() -> None:
    rows = {row.label: row for block in draft().texts[1].blocks for row in block.rows}
    assert rows["Address"].value == URL and rows["Address"].exact
    assert rows["Found"].value == "2026-11-21 20:16:05 UTC / 2026-11-22 05:16:05 KST"


@pytest.mark.parametrize(
    ("country", "codes", "absent"),
    [
        ("DE", "de en ko", ()), ("nl", "nl en ko", ()), ("US", "en ko", ()), ("KR", "ko en", ()),
        ("BG", "bg en ko", ()), ("BE", "nl fr en ko", ()), ("CH", "de fr en ko", ("it",)), ("XX", "en ko", ()),
        ("JP", "ja en ko", ()), ("CN", "zh-Hans en ko", ()), ("TW", "zh-Hant en ko", ()), ("PL", "en ko", ("pl",)),
    ],
)  # fmt: skip
def test_it_puts_the_hosts_language_first(country: str, codes: str, absent: tuple[str, ...]) -> None:
    order = languages.for_host(country)
    assert " ".join(language.code for language in order.languages) == codes and order.absent == absent
