"""The table of countries and the agreement's texts."""

from hashlib import sha256
from pathlib import Path

import pytest

from agencies.onboarding import codes, countries, texts, words
from agencies.tenancy.services import CAPACITIES
from takedowns.notices import bases

FOLDER = Path(texts.__file__).parent / "agreement"


def test_it_has_a_source_and_a_date_in_every_row_and_marks_what_is_open() -> None:
    known = {row.code for row in bases.load()}
    for row in countries.load().values():
        assert row.capacity in CAPACITIES and row.lines and row.languages
        assert row.source.startswith("https://") or row.country == ""
        assert set(row.bases) <= known
        assert row.protected_age >= 18
        assert row.confirmed == (bool(row.reviewed_by) and not row.unclear)
    assert countries.find("KR").protected_age == 19
    assert countries.find("QQ").country == "" and not countries.find("QQ").confirmed


def test_it_keeps_every_text_as_it_was_published() -> None:
    for language, text in texts.load().items():
        written = (FOLDER / f"{text.version}.{language}.json").read_bytes()
        assert sha256(written).hexdigest() == text.sha256
        filled = text.filled(
            dict.fromkeys([*words.PARTIES, "officer", "institution", "kind", "country"], "X")
            | dict.fromkeys(["contact_name", "applied_on", "number"], "Y")
        )
        assert "{" not in str([section["paragraphs"] for section in filled["sections"]])
        assert filled["draft"], "no lawyer has confirmed it yet"


def test_it_refuses_a_changed_text(monkeypatch: pytest.MonkeyPatch) -> None:
    read = texts._read
    monkeypatch.setattr(texts, "_read", lambda name: read(name) + b" " if name.endswith("en.json") else read(name))
    with pytest.raises(texts.Tampered):
        texts.load.__wrapped__("2026-1")
    with pytest.raises(LookupError):
        texts.load.__wrapped__("1999-1")


def test_it_chooses_two_languages() -> None:
    assert texts.languages("ko") == ["ko", "en"]
    assert texts.languages("en") == ["en", "ko"]
    assert texts.languages("vi") == ["en", "ko"]


def test_it_reads_a_code_however_it_is_typed() -> None:
    code = codes.new()
    assert len(code.replace("-", "")) == 24 and code != codes.new()
    assert codes.digest(code) == codes.digest(f" {code.lower().replace('-', ' ')} ")
    assert codes.digest("O1") == codes.digest("0l")
