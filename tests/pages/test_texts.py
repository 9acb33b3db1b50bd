"""Translation catalogues: compiled when they changed, readable by gettext, unfinished entries left out."""

import gettext
import os
from pathlib import Path

import pytest

from portal.texts import adapters, services

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
