"""What an agency's own sentences must keep."""

import pytest

from takedowns.notices import adapters, blocks
from takedowns.notices.languages import LANGUAGES
from takedowns.notices.variants import Fault, Finding, findings

BASE = ("Write to %(contest)s within %(days)s days.", "Thank you.")


@pytest.mark.parametrize(
    ("lines", "language", "fault", "line"),
    [
        (("Write to %(contest)s within %(days)s days.",), "en", Fault.NUMBER, 0),
        (("%(contest)s, %(days)s.", " "), "en", Fault.EMPTY, 2),
        (("%(contest)s, %(days)s.", "x" * 1300), "en", Fault.LONG, 2),
        (("%(contest)s, %(days)s.", "a\u202eb"), "en", Fault.HIDDEN, 2),
        (("Only %(contest)s.", "Thanks."), "en", Fault.PLACEHOLDERS, 1),
        (("%(contest)s %(days)s %(name)s", "Thanks."), "en", Fault.PLACEHOLDERS, 1),
        (("%(contest)s, %(days)s.", "100 % sure"), "en", Fault.PLACEHOLDERS, 2),
        (("%(contest)s, %(days)s.", "Danke sehr."), "ko", Fault.SCRIPT, 2),
        (("%(contest)s, %(days)s.", "Danke, please."), "de", Fault.ENGLISH, 2),
    ],
)
def test_it_names_what_is_wrong_with_which_sentence(
    lines: tuple[str, ...], language: str, fault: Fault, line: int
) -> None:
    assert Finding(fault, line) in findings(lines, BASE, language)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_it_accepts_the_portals_own_sentences(language: str) -> None:
    say = adapters.catalogue(language).gettext
    for code in blocks.registry():
        lines = blocks.text_of(code, say)
        wrong = [found for found in findings(lines, lines, language) if found.fault is not Fault.ENGLISH]
        assert wrong == [], code
