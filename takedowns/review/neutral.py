"""The words of a notice without what would tell a partner whose case it is.

Replaced is what the asking agency knows to be its own: reference, case, name, addresses. Everything else stays as it will be
sent, so the partner reads the real text and not a second version of it.
"""

import re
from collections.abc import Iterable, Mapping

LATIN = "[0-9A-Za-z_\u00c0-\u024f]"  # a particle of another script may follow a name without a space


def pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, the longest first, whatever the case; whole words where they are Latin letters."""
    parts = []
    for word in sorted({word.strip() for word in words if word.strip()}, key=lambda found: (-len(found), found)):
        parts.append(rf"(?<!{LATIN}){re.escape(word)}(?!{LATIN})" if word.isascii() else re.escape(word))
    return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)


def neutral(text: str, replaced: Mapping[str, str]) -> str:
    """The text with each word of `replaced` (word -> what stands there instead) gone."""
    instead = {word.strip().casefold(): label for word, label in replaced.items()}
    return pattern(replaced).sub(lambda found: instead.get(found[0].casefold(), "[…]"), text)


def leaks(text: str, words: Iterable[str]) -> list[str]:
    """Words that the text still holds anywhere, even inside another word; empty when it may leave the house."""
    low = text.casefold()
    return sorted({word for word in words if word.strip() and word.strip().casefold() in low})


def unsigned(text: str, agency: str) -> str:
    """The text without the duty identity, which stands on a line of its own: an agency's own title can tell who it is."""
    return re.sub(rf"^([ \t]*)\S.* \d+, {re.escape(agency)}[ \t]*$", r"\1[officer], [agency]", text, flags=re.MULTILINE)
