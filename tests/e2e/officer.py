"""An officer made of a rule: decides a package by what its page shows to everybody, and by nothing else.

The rule is the handbook's (portal/docs/officer.md, "A find that is not certain"): read the page; where it is plainly of something public, reject;
where the agreement is narrow, do not approve; else say who looked, and approve. The lists of words stand for what a person knows of the
world; they are general, but whoever wrote them knew the samples of takedowns/golden, too.
"""

import re
from dataclasses import dataclass
from typing import Any

PRIVATE = re.compile(
    r"leak|private|secret|hidden cam|without her|without his|does not know|do(n't| not) (tell|repost)|\bex\b|ex-|revenge|w for w|exposed|"
    r"stolen|hacked|유출|몰카|전여친|비공개|퍼가지|헤어진|몰래",
    re.IGNORECASE,
)
PUBLIC = (
    r"wallpaper|free download|press|news|mayor|minister|photo:|reporter|editor|recipe|bake|serve|oven|shop|basket|sale\b|price|\beur\b|"
    r"deposit|rent|ticket|timetable|opening hours|travel|where to stay|sign in|\bapp\b|number|logo|brand|broadcast|season|trailer|cinema|"
    r"television|series|lesson|course|worksheet|telescope|exposure|stock photo|royalty|license|meme|funny|\d likes|club|won \d|after extra time|"
    r"weather|storm|stores\b|until (?:mon|tues|wednes|thurs|fri|satur|sun)day|할인|배송|장바구니|기자|뉴스|사진 제공|무단 전재"
)
FOUND = """() => {
  const text = (one) => (one?.innerText ?? '').trim();
  const rows = [...document.querySelectorAll('section[aria-labelledby=why] .govuk-summary-list__row')];
  return {
    facts: Object.fromEntries(rows.map((row) => [text(row.querySelector('dt')), text(row.querySelector('dd'))])),
    tags: [...document.querySelectorAll('h1 + p .govuk-tag')].map(text),
    words: text(document.querySelector('#evidence .maru-notice')),
    evidence: text(document.querySelector('#evidence .govuk-tag')),
  };
}"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What an officer reads: "Why it matched" as a table, the tags under the title, the words of the page, the state of the evidence."""

    facts: dict[str, str]
    tags: tuple[str, ...]
    words: str
    evidence: str

    @property
    def certain(self) -> bool:
        return "Certain" in self.tags

    def number(self, pattern: str, key: str = "Recognised by") -> int:
        """A figure out of a fact; 0 without one."""
        found = re.search(pattern, self.facts.get(key, ""))
        return int(found[1]) if found else 0


def seen(page: Any) -> Seen:
    """The open package."""
    found = page.evaluate(FOUND)
    return Seen(found["facts"], tuple(found["tags"]), found["words"], found["evidence"])


def broad(here: Seen) -> bool:
    """Whether chance, or something that many files share, would hardly agree so far."""
    if here.facts.get("Same file, bit by bit") == "Yes":
        return True
    if here.number(r"(\d+) details") >= 8:
        return True
    if "moment" in here.facts.get("Recognised by", ""):
        return here.number(r"(\d+) moments") >= 5 and here.number(r"(\d+) per cent") >= 10
    if "Distance" not in here.facts:
        return False
    piece = "piece of the copy" in here.facts["Recognised by"]
    left = here.number(r"bits; (\d+) more", "May differ at this quality")
    return here.number(r"(\d+) of 256", "Distance") <= 10 or (left >= 8 and not piece)


def public(here: Seen) -> bool:
    """Whether the words are plainly of something that everybody may see: two such words, and none of private material."""
    if PRIVATE.search(here.words):
        return False
    return len({found.lower() for found in re.findall(PUBLIC, here.words, re.IGNORECASE)}) >= 2


def approves(here: Seen) -> bool:
    """The decision."""
    if here.evidence != "Whole":
        return False
    return here.certain or (broad(here) and not public(here))
