"""One spelling for many: what makes two ways of writing the same words equal.

Compatibility forms and widths by NFKC (Unicode Standard Annex 15), case by full case folding, and letters of other scripts that
look like Latin ones (a part of the table of Unicode Technical Standard 39).
"""

import unicodedata
from dataclasses import dataclass

MOST = 200_000  # characters of a text that are looked at
# Cyrillic and Greek small letters -> the Latin letter that they are taken for.
ALIKE = {
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ј": "j", "ѕ": "s", "һ": "h", "ԁ": "d",
    "ԛ": "q", "ԝ": "w", "ѵ": "v", "ӏ": "l", "α": "a", "ο": "o", "ρ": "p", "ν": "v", "υ": "u", "ι": "i", "ı": "i", "ɑ": "a",
}  # fmt: skip
_TABLE = str.maketrans(ALIKE)
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x034F, 0x061C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is searched.

    shown: as it can be quoted, of the same length as `text`; text: folded, with its spaces; letters: only letters and digits of
    it; places: where each of them stands in `text`.
    """

    shown: str
    text: str
    letters: str
    places: tuple[int, ...]


def fold(text: str) -> str:
    """The text without differences of width, case and look; spaces stay."""
    plain = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).casefold()
    return unicodedata.normalize("NFKC", plain).translate(_TABLE)


def letters(text: str) -> str:
    """Only letters and digits of the folded text: how often somebody put spaces, dots or lines between them does not matter."""
    return "".join(letter for letter in fold(text) if letter.isalnum())


def folded(text: str) -> Folded:
    """The text ready to be searched, at most MOST characters of it."""
    shown = unicodedata.normalize("NFKC", text[:MOST].translate(_INVISIBLE))
    plain = fold(shown)
    if len(plain) != len(shown):
        shown = plain  # a letter became two: quote what can be aligned
    places = tuple(place for place, letter in enumerate(plain) if letter.isalnum())
    return Folded(shown, plain, "".join(plain[place] for place in places), places)
