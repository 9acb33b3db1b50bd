"""What a password must not be (NIST SP 800-63B, 5.1.1.2): short, well known, or made of what everybody knows about the person.

Nothing is demanded about kinds of characters, nothing expires, every character of Unicode counts, spaces too.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable

SHORTEST, LONGEST = 12, 1024  # characters after NFKC
REST = 8  # characters that must be left once words that everybody knows are taken out
SHORTEST_WORD = 3
RUNS = (
    "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)


def spelled(password: str) -> str:
    """The one spelling that is checked and kept: NFKC (RFC 8265 asks for NFC; NIST allows NFKC and one of both is needed)."""
    return unicodedata.normalize("NFKC", password)


def context(*texts: str) -> set[str]:
    """Words of names and addresses, in lower case, that a password must not be made of."""
    parts = (part for text in texts for part in re.split(r"[\W_]+", spelled(text).lower()))
    return {part for part in parts if len(part) >= SHORTEST_WORD}


def fault(password: str, *, words: Iterable[str], common: Collection[str]) -> str | None:
    """short, long, repeated, run, common or context; None for a password that may be used.

    words: what everybody knows about the person (`context`); common: well-known passwords in lower case.
    """
    text = spelled(password)
    if len(text) < SHORTEST:
        return "short"
    if len(text) > LONGEST:
        return "long"
    low = text.lower()
    if len(set(low)) < 4 or _repeated(low):
        return "repeated"
    if len(_without(low, RUNS, whole=False)) < REST - 2:
        return "run"
    letters = re.sub(r"[\W\d_]+", "", low)
    if low in common or letters in common:
        return "common"
    if len(_without(low, words)) < REST:
        return "context"
    return None


def _repeated(text: str) -> bool:
    """Whether the text is one short block over and over."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, len(text) // 3 + 1))


def _without(text: str, words: Iterable[str], *, whole: bool = True) -> str:
    """The text without these words, longest first; not whole: without any stretch of four or more of a run, either way round."""
    if not whole:
        lines = [*words, *(word[::-1] for word in words)]
        words = {
            line[at : at + size]
            for line in lines
            for size in range(4, len(line) + 1)
            for at in range(len(line) - size + 1)
        }
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return text
