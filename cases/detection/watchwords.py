"""Watched words in a text: many ways of writing at once, without caring for spaces, and only where a word begins and ends.

The first letters of each pattern are keys of a table, so a text costs about the same for ten patterns and for a hundred thousand:
one look-up per letter, and a few more where a pattern begins.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cases.detection import folding, hangul
from cases.detection.folding import Folded

HEAD, KEY = 2, 4  # letters of a pattern that are looked up: first, and if there is anything
NEAR = 400  # letters around a term in which its company must stand
QUOTED = 160  # of them are quoted as evidence on each side
ALONE = frozenset({"phrase"})  # says enough by itself
# What may follow a Korean name without a space.
PARTICLES = tuple(
    str.split(
        "은 는 이 가 을 를 의 에 와 과 도 만 랑 야 아 씨 님 양 군 께 로 한테 에게 이랑 이는 이가 이를 이의 이도 이야 으로 부터 까지"
    )
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term as the watch knows it: whose, of what kind, and all its ways of writing. case_id None: of the whole agency."""

    id: int
    case_id: int | None
    kind: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A case's terms in one text. band is always possible; `quote`: the words around the first of them."""

    case_id: int
    term_ids: tuple[int, ...]
    words: int  # how many words of the list stood beside them
    quote: str


@dataclass(slots=True)
class Watch:
    """A compiled set of terms and words of one agency."""

    terms: Mapping[int, Term]
    _heads: dict[str, dict[str, list[tuple[str, int]]]] = field(default_factory=dict)

    @classmethod
    def of(cls, terms: Iterable[Term], words: Collection[str] = ()) -> "Watch":
        """A set of these terms; `words`: folded words of the list."""
        made = cls({term.id: term for term in terms})
        for term in made.terms.values():
            for text in dict.fromkeys(folding.letters(text) for text in term.texts):
                made._add(text, term.id)
        for word in words:
            made._add(word, 0)
        return made

    def _add(self, text: str, owner: int) -> None:
        if len(text) >= HEAD:
            self._heads.setdefault(text[:HEAD], {}).setdefault(text[:KEY], []).append((text, owner))

    def places(self, text: Folded) -> Iterator[tuple[int, int, int]]:
        """(id of a term, or 0 for a word of the list; first and last place in the text) of everything that stands there."""
        letters, heads = text.letters, self._heads
        for start in range(len(letters) - HEAD + 1):
            if (keys := heads.get(letters[start : start + HEAD])) is None:
                continue
            for length in range(HEAD, KEY + 1):
                for pattern, owner in keys.get(letters[start : start + length], ()):
                    whole = len(pattern) == length if length < KEY else letters.startswith(pattern, start)
                    if whole and _stands(text, start, len(pattern), loose=not owner):
                        yield owner, text.places[start], text.places[start + len(pattern) - 1]

    def hits(self, text: str) -> list[Hit]:
        """Cases whose terms stand in the text in bad company: beside another term of theirs, or a word of the list."""
        if not self.terms:
            return []
        ready = folding.folded(text)
        found = sorted(self.places(ready), key=lambda each: each[1])
        cases = {self.terms[owner].case_id for owner, _first, _last in found if owner} - {None}
        return [hit for case_id in cases if case_id and (hit := self._hit(case_id, found, ready)) is not None]

    def _hit(self, case_id: int, found: list[tuple[int, int, int]], text: Folded) -> Hit | None:
        own = [each for each in found if each[0] and self.terms[each[0]].case_id in {case_id, None}]
        for owner, first, last in own:
            term = self.terms[owner]
            if term.case_id is None:
                continue
            near = [each for each in found if each[1] <= last + NEAR and each[2] >= first - NEAR]
            others = {each[0] for each in near if each in own and each[0] != owner}
            words = sum(each[0] == 0 and (each[2] < first or each[1] > last) for each in near)
            if term.kind in ALONE or others or words:
                quote = text.shown[max(0, first - QUOTED) : last + 1 + QUOTED]
                return Hit(case_id, tuple(sorted({owner, *others})), words, " ".join(quote.split()))
        return None


def _stands(text: Folded, start: int, length: int, *, loose: bool) -> bool:
    """Whether letters `start` to `start + length` stand for themselves: near together, and not inside another word.

    loose: Korean words may be written together with others.
    """
    first, last = text.places[start], text.places[start + length - 1]
    if last - first + 1 > 2 * length + 2:
        return False
    before = text.text[first - 1] if first else " "
    after = text.text[last + 1] if last + 1 < len(text.text) else " "
    if hangul.is_syllable(text.text[first]):
        return loose or length > 2 or (not hangul.is_syllable(before) and _ends(text.text, last + 1))
    return not (_joined(before, text.text[first]) or _joined(text.text[last], after))


def _ends(text: str, place: int) -> bool:
    """Whether a short Korean word may end here: at something that is no syllable, or before a particle."""
    rest = text[place : place + 3]
    if not rest or not hangul.is_syllable(rest[0]):
        return True
    return any(rest.startswith(p) and not hangul.is_syllable(rest[len(p) : len(p) + 1] or " ") for p in PARTICLES)


def _joined(left: str, right: str) -> bool:
    """Whether two neighbours belong to one word. Scripts without spaces have no such neighbours."""
    return _spaced(left) and _spaced(right) and left.isdigit() == right.isdigit()


def _spaced(letter: str) -> bool:
    return letter.isalnum() and ord(letter) < 0x1100
