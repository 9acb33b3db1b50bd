"""Ways in which people write the same name, nickname, school, phrase, tag, account or telephone number.

Each rule is a function of the words; what comes out is ranked so that a few of each likely rule come before many of one. Nothing
here knows where the words come from, and nothing is kept.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from cases.detection import folding, hangul, writing

MOST, SENT = 120, 12  # variants of a term in all, and of those that are sent to one provider
LONGEST = 200
LEET = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "t": "7", "l": "1", "b": "8", "g": "9"}
KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
AREA_CODES = {"82": "0", "81": "0", "7": "8", "44": "0", "49": "0", "33": "0", "31": "0"}  # country -> prefix at home
SCHOOLS = {
    "초등학교": "초",
    "여자중학교": "여중",
    "중학교": "중",
    "여자고등학교": "여고",
    "고등학교": "고",
    "대학교": "대",
}
LOOK = {latin: other for other, latin in folding.ALIKE.items() if "\u0400" <= other <= "\u04ff"}


@dataclass(frozen=True, slots=True)
class Variant:
    """A way of writing. rule: which of RULES made it; local: only looked for in what was read anyway, never sent."""

    text: str
    rule: str
    local: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: for which kinds, how likely (smaller first), how fast its later results lose rank."""

    name: str
    make: Callable[[str], Iterable[str]]
    kinds: frozenset[str]
    rank: float
    fade: float = 1.0
    local: bool = False


def _spacing(text: str) -> Iterator[str]:
    words = text.split()
    if len(words) > 1:
        yield "".join(words)
        yield "-".join(words)
        yield "_".join(words)
        yield " ".join(reversed(words))
    elif writing.is_han(text) and 2 <= len(text) <= 4:
        yield f"{text[0]} {text[1:]}"
    if len(words) == 1 and 2 <= len(text) <= 5:
        yield " ".join(text)
        yield ".".join(text)


def _name(text: str) -> Iterator[str]:
    if hangul.is_korean(text):
        surname, given = hangul.split_name(text)
        if surname:
            yield surname + given
            yield f"{surname} {given}"
        yield from hangul.names_latin(text)
    else:
        yield from _latin(text)


def _school(text: str) -> Iterator[str]:
    for long, short in SCHOOLS.items():
        if text.endswith(long):
            yield text.removesuffix(long) + short


def _latin(text: str) -> Iterator[str]:
    if hangul.is_korean(text):
        yield hangul.latin(text)
    elif writing.is_cyrillic(text):
        yield from writing.russian_latin(text)
    elif writing.is_kana(text):
        yield writing.kana_latin(text)


def _script(text: str) -> Iterator[str]:
    if writing.is_kana(text):
        yield writing.katakana(text)
        yield writing.hiragana(text)
        yield writing.half_width(text)
    if writing.is_han(text):
        yield from writing.han_others(text)


def _typed(text: str) -> Iterator[str]:
    if hangul.is_korean(text):
        yield hangul.keys(text.replace(" ", ""))
    elif writing.is_cyrillic(text):
        yield from writing.russian_others(text)


def _letters(text: str) -> Iterator[str]:
    if hangul.is_korean(text):
        yield hangul.jamo(text.replace(" ", ""))


def _initials(text: str) -> Iterator[str]:
    found = hangul.initials(text.replace(" ", ""))
    if hangul.is_korean(text) and len(found) >= 3:
        yield found


def _misspelt(text: str) -> Iterator[str]:
    yield from hangul.misspelt(text)
    if not (text.isascii() and len(text) >= 4):
        return
    for place in range(1, len(text) - 1):
        if not text[place : place + 2].isalnum():
            continue
        yield text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        yield text[:place] + text[place + 1 :]
        yield text[:place] + text[place] + text[place:]
    for place, letter in enumerate(text.casefold()):
        for row in KEYBOARD:
            at = row.find(letter)
            for other in (row[max(0, at - 1) : at] + row[at + 1 : at + 2]) if at >= 0 else "":
                yield text[:place] + other + text[place + 1 :]


def _leet(text: str) -> Iterator[str]:
    plain = text.casefold()
    if any(letter in LEET for letter in plain):
        yield "".join(LEET.get(letter, letter)[0] for letter in plain)
    for letter, signs in LEET.items():
        if letter in plain:
            yield from (plain.replace(letter, sign) for sign in signs)


def _alike(text: str) -> Iterator[str]:
    yield from hangul.looking_alike(text)
    plain = text.casefold()
    if any(letter in LOOK for letter in plain):
        yield "".join(LOOK.get(letter, letter) for letter in plain)


def _tags(text: str) -> Iterator[str]:
    bare = text.lstrip("#＃").strip()
    joined = re.sub(r"[\W_]+", "", bare)
    yield f"#{joined}"
    if joined != bare:
        yield "#" + re.sub(r"\W+", "_", bare)
    yield bare


def _handles(text: str) -> Iterator[str]:
    bare = text.strip().lstrip("@")
    yield f"@{bare}"
    yield bare
    for sign in "._-":
        if sign in bare:
            yield bare.replace(sign, "")
    yield from (bare + ending for ending in ("_", "1", "2", "_official"))


def _numbers(text: str) -> Iterator[str]:
    digits = re.sub(r"\D", "", text)
    for country, home in AREA_CODES.items():
        if text.strip().startswith("+") and digits.startswith(country):
            digits = home + digits[len(country) :]
            break
    yield digits
    if digits.startswith("0") and 9 <= len(digits) <= 11:
        head, tail = (2, 4) if digits.startswith("02") else (3, 4)
        pieces = [digits[:head], digits[head:-tail], digits[-tail:]]
        yield from (sign.join(pieces) for sign in ("-", " ", "."))
        yield f"+82 {pieces[0][1:]} {pieces[1]} {pieces[2]}"
        yield f"+82{digits[1:]}"


SIGNED = frozenset({"tag", "handle", "number"})  # rules that read the sign before the words
WORDS = frozenset({"name", "nickname", "school", "phrase", "hashtag"})
NAMES = frozenset({"name", "nickname", "school", "hashtag"})
RULES: tuple[Rule, ...] = (
    Rule("spacing", _spacing, WORDS, 1.0),
    Rule("short", _school, frozenset({"school"}), 1.1),
    Rule("tag", _tags, frozenset({"hashtag", "nickname"}), 1.1, 2.0),
    Rule("handle", _handles, frozenset({"account", "nickname"}), 1.2, 1.5),
    Rule("number", _numbers, frozenset({"phone"}), 1.0, 0.5),
    Rule("name", _name, frozenset({"name", "nickname"}), 0.5, 0.7),
    Rule("latin", _latin, frozenset({"school", "phrase", "hashtag"}), 1.5, 1.2),
    Rule("script", _script, WORDS, 1.6, 1.2),
    Rule("typed", _typed, NAMES | {"phrase"}, 4.0, 2.0),
    Rule("misspelt", _misspelt, NAMES, 4.5, 2.5),
    Rule("leet", _leet, NAMES | {"account"}, 5.0, 3.0),
    Rule("alike", _alike, NAMES | {"account"}, 6.0, 3.0),
    Rule("letters", _letters, NAMES, 7.0),
    Rule("initials", _initials, frozenset({"name"}), 20.0, 1.0, local=True),
)


def variants(text: str, kind: str, *, most: int = MOST) -> tuple[Variant, ...]:
    """Ways of writing `text`, likeliest first, the words as they are at the head; at most `most`.

    kind: name, nickname, school, phrase, hashtag, account or phone. Two that a search cannot tell apart count once.
    """
    plain = " ".join(text.split())[:LONGEST]
    if len(folding.letters(plain)) < 2:
        return ()
    bare = plain.lstrip("#＃@").strip() if kind in {"hashtag", "account"} else plain
    ranked = [(0.0, 0, Variant(plain, "written"))]
    for order, rule in enumerate(RULES, start=1):
        if kind in rule.kinds:
            for place, other in enumerate(rule.make(plain if rule.name in SIGNED else bare)):
                ranked.append((rule.rank + place * rule.fade, order, Variant(other, rule.name, rule.local)))
    found: dict[str, Variant] = {}
    for _rank, _order, variant in sorted(ranked, key=lambda each: each[:2]):
        if len(folding.letters(variant.text)) >= 2:
            found.setdefault(variant.text.casefold(), variant)
    return tuple(found.values())[:most]


def to_send(found: Sequence[Variant], crossed: Iterable[str] = (), *, most: int = SENT) -> tuple[str, ...]:
    """What one provider is asked: the first `most` that nobody crossed out and that are not for ourselves alone."""
    out = {text.casefold() for text in crossed}
    return tuple(v.text for v in found if not v.local and v.text.casefold() not in out)[:most]
