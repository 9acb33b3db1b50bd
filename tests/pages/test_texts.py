"""Translation catalogues: compiled when they changed, readable by gettext; and nothing that people read is left in English."""

import ast
import gettext
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

from portal.texts import adapters, services

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("agencies", "cases", "takedowns", "portal")
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w+\}|</?\w+>|%%")
HANGUL = re.compile(r"[가-힣]")
TOLD_TO_PEOPLE = {"Conflict", "Invalid", "KeyReused"}
# What stands in a template and is no word: names, codes, an address, a class.
NAMES = {"Maru", "SHA-256", "mk_", "/r/hanbit/", "maru-narrow"}
BILINGUAL = "templates/evidence/"  # the report of evidence carries both languages side by side

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Bridge"
msgstr "다리"

#, fuzzy
msgid "Cat"
msgstr "다리"
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    source = tmp_path / "ko" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO, encoding="utf-8")
    return source


def test_it_compiles_what_changed_and_nothing_else(tmp_path: Path, catalogue: Path) -> None:
    target = catalogue.with_suffix(".mo")
    assert services.compile_texts(tmp_path) == [target]
    assert services.compile_texts(tmp_path) == []
    os.utime(catalogue, (catalogue.stat().st_mtime + 10,) * 2)
    assert services.compile_texts(tmp_path) == [target]
    assert sorted(path.name for path in target.parent.iterdir()) == ["django.mo", "django.po"]


def test_it_leaves_unfinished_texts_in_the_source_language(tmp_path: Path, catalogue: Path) -> None:
    services.compile_texts(tmp_path)
    texts = gettext.translation("django", tmp_path, ["ko"])
    assert (texts.gettext("Bridge"), texts.gettext("Cat")) == ("다리", "Cat")


def test_it_refuses_a_broken_catalogue(tmp_path: Path, catalogue: Path) -> None:
    catalogue.write_text(PO + 'msgid "open\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"django\.po of ko"):
        services.compile_texts(tmp_path)


def test_it_says_what_is_missing_before_it_changes_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapters, "missing_tools", lambda: ["msgmerge"])
    with pytest.raises(services.ToolsMissing, match="msgmerge"):
        services.extract_texts(tmp_path, ["ko"])


def sources(suffix: str) -> Iterator[Path]:
    """Files of the product with this suffix."""
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob(f"*{suffix}"))


def marked() -> set[tuple[str | None, Any]]:
    """(context, text) of all that is marked for translation, as makemessages would find it; needs no gettext tools."""
    found: set[tuple[str | None, Any]] = set()
    for path in [*sources(".py"), *sources(".html"), *sources(".txt")]:
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            text = templatize(text, origin=str(path))
        for _, message, _, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
            found.add((context, message))
    return found


@pytest.fixture(scope="module")
def korean() -> Catalog:
    with (ROOT / "portal" / "locale" / "ko" / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale="ko", abort_invalid=True)


def texts(entry: Message) -> tuple[list[str], list[str]]:
    """What an entry says in English, and in Korean."""
    english = [entry.id] if isinstance(entry.id, str) else list(entry.id)
    said = [entry.string] if isinstance(entry.string, str) else list(entry.string)
    return english, said


def test_it_says_everything_in_korean(korean: Catalog) -> None:
    known = {
        (entry.context, entry.id)
        for entry in korean
        if entry.id and not entry.fuzzy and all(HANGUL.search(text) for text in texts(entry)[1])
    }
    missing = sorted(str(text) for _, text in marked() - known)
    assert missing == [], "run manage.py extract_texts, then translate these in portal/locale/ko"


def test_it_keeps_no_text_that_is_gone(korean: Catalog) -> None:
    assert {(entry.context, entry.id) for entry in korean if entry.id} <= marked()


def test_it_keeps_every_placeholder(korean: Catalog) -> None:
    wrong = []
    for entry in korean:
        english, said = texts(entry)
        wanted = sorted(PLACEHOLDER.findall(english[-1]))
        wrong += [(english[0], text) for text in said if entry.id and sorted(PLACEHOLDER.findall(text)) != wanted]
    assert wrong == []


def test_it_marks_what_services_say_to_people() -> None:
    plain = []
    for path in sources(".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TOLD_TO_PEOPLE:
                said = node.args[0] if node.args else None
                if isinstance(said, ast.JoinedStr) or (isinstance(said, ast.Constant) and isinstance(said.value, str)):
                    plain.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert plain == []


def test_it_marks_every_word_of_a_template() -> None:
    plain = []
    for path in sources(".html"):
        if BILINGUAL in path.as_posix():
            continue
        text = re.sub(
            r"\{% (comment|blocktrans(?:late)?)\b.*?\{% end\1 %\}", "", path.read_text(encoding="utf-8"), flags=re.S
        )
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", text, flags=re.S)
        text = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.S)
        said = {word.strip() for word in re.split(r"<[^>]*>", text) if re.search(r"[A-Za-z]{2,}", word)}
        plain += [f"{path.relative_to(ROOT)}: {word}" for word in sorted(said - NAMES)]
    assert plain == []


def test_it_calls_gettext_by_names_that_are_found() -> None:
    """Under another name the texts of a file would never reach the catalogue."""
    other = re.compile(r"from django\.utils\.translation import .*\bas (?!_$|_,)\w+", re.MULTILINE)
    assert [str(path) for path in sources(".py") if other.search(path.read_text(encoding="utf-8"))] == []
