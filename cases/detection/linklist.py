"""Addresses out of what somebody pasted or loaded: text, CSV or HTML, also written so that nobody clicks on them. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agencies.doors.url import Target
from cases.detection import markup
from cases.detection.gather import MEDIA_SUFFIX, OTHER_SUFFIX, parsed

MOST = 400
MOST_TEXT, MOST_LINES, MOST_LINE = 2_000_000, 20_000, 20_000  # characters, lines, characters of one
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# Ways of writing an address so that it is no link; each takes back one of them.
DISARMED = (
    (re.compile(r"\bh(?:xx|tt|\*\*|__|--)p(s?)(?=\s?[\[({]?:)", re.I), r"http\1"),
    (re.compile(r"\b(?:meow|fxxp|hxp|htxp)(s?)(?=://)", re.I), r"http\1"),
    (re.compile(r"\s?[\[({]\s?:\s?(?://)?\s?[\])}]\s?(?://)?"), "://"),
    (re.compile(r"(?<=http):/(?=[^/])|(?<=https):/(?=[^/])", re.I), "://"),
    (re.compile(r"\s?(?:[\[({<]\s?(?:\.|dot|점|点)\s?[\])}>])\s?", re.I), "."),
    (re.compile(r"(?<=\w)\s+(?:dot|DOT)\s+(?=\w)"), "."),
    (re.compile(r"\s?[\[({]\s?(?:/|slash)\s?[\])}]\s?", re.I), "/"),
)
WHOLE = re.compile(r"https?://[^\s<>\"`|^]{3,8000}", re.IGNORECASE)
BARE = re.compile(
    r"(?<![\w@/.%-])(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,6}[^\W\d_]{2,24}\.?(?::\d{2,5})?(?:[/?][^\s<>\"`|^]{0,8000})?(?![\w@])"
)
HREF = re.compile(r"(?:href|src)\s*=\s*(?:\"([^\"]{4,8000})\"|'([^']{4,8000})'|([^\s\"'>]{4,8000}))", re.IGNORECASE)
TAIL = ".,;:!?'\"*_~»”’、。，；：！？…·"
PAIRS = {")": "(", "]": "[", "}": "{", "」": "「", "）": "（", "】": "【", "》": "《"}
HEADING = re.compile(
    r"(?:[\s,;\t\"']*(?:url|link|links|address|addresses|website|page|주소|링크|date|note|no|nr)[\s,;\t\"']*)+", re.I
)


@dataclass(frozen=True, slots=True)
class Unread:
    """A line in which no address was found: its number from 1, and its beginning."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class LinkList:
    """`addresses`: canonical, each once, sorted by host; `repeated`: how often one came again; `over`: how many were too many."""

    addresses: tuple[str, ...] = ()
    repeated: int = 0
    over: int = 0
    unread: tuple[Unread, ...] = ()


def read(text: str | bytes, *, most: int = MOST) -> LinkList:
    """All http(s) addresses of a text, CSV or HTML of at most 2 MB; host names without http:// count as https://."""
    whole = markup.decoded(text) if isinstance(text, bytes) else text
    found: dict[str, Target] = {}
    unread: list[Unread] = []
    repeated = over = 0
    for number, line in enumerate(whole[:MOST_TEXT].splitlines()[:MOST_LINES], start=1):
        targets = [target for raw in _raw(line[:MOST_LINE]) if (target := _target(raw)) is not None]
        for target in targets:
            if target.url in found:
                repeated += 1
            elif len(found) < most:
                found[target.url] = target
            else:
                over += 1
        if not targets and _says_something(line) and len(unread) < most:
            unread.append(Unread(number, markup.short(line, 200)))
    ordered = sorted(found.values(), key=lambda target: (target.host.removeprefix("www."), target.url))
    return LinkList(tuple(target.url for target in ordered), repeated, over, tuple(unread))


def _says_something(line: str) -> bool:
    """Whether a line without an address is worth a question: no heading, no rule, no tag."""
    said = re.sub(r"<[^<>]*>", "", INVISIBLE.sub("", line)).strip(" \t\r\n-=_*#,;\"'")
    return bool(said) and not HEADING.fullmatch(said)


def _raw(line: str) -> Iterator[str]:
    """What looks like an address in one line, as it stands there."""
    text = INVISIBLE.sub("", line).replace("&amp;", "&")
    if "<" in text and (named := [next(filter(None, match.groups())) for match in HREF.finditer(text)]):
        yield from (reference for reference in named if re.match(r"h\w\wps?:", reference, re.IGNORECASE))
        text = re.sub(r"<[^<>]{0,20000}>", " ", text)
    for pattern, plain in DISARMED:
        text = pattern.sub(plain, text)
    rest = []
    at = 0
    for match in WHOLE.finditer(text):
        rest.append(text[at : match.start()])
        at = match.end()
        yield from _parted(match[0])
    for piece in [*rest, text[at:]]:
        for match in BARE.finditer(piece):
            if _is_host(match[0]):
                yield f"https://{match[0]}"


def _parted(address: str) -> Iterator[str]:
    """Several addresses that nothing but a comma, a semicolon or a bar parts."""
    for part in re.split(r"[,;|]\s*(?=https?://)", address, flags=re.IGNORECASE):
        # In CSV the next column follows: an address seldom holds a comma followed by a word without "=" or "/".
        yield re.sub(r"[,;](?=[^/=&?]*$)(?!\d+[./]).*$", "", part) if part.count(",") + part.count(";") else part


def _is_host(text: str) -> bool:
    """Whether a name with dots is a host and no file, date or sentence without a blank."""
    host, slash, _ = re.sub(r"[/?].*$", "/", text).partition("/")
    if slash:
        return True
    last = host.rpartition(".")[2].lower()
    return (
        not (MEDIA_SUFFIX.search(f".{last}") or OTHER_SUFFIX.search(f".{last}"))
        and text == text.lower()
        and (last.isascii() or text.count(".") > 0)
    )


def _target(raw: str) -> Target | None:
    """The canonical form of what stood there, without the punctuation of the sentence around it."""
    text = raw
    while text:
        if text[-1] in TAIL or (text[-1] in PAIRS and text.count(PAIRS[text[-1]]) < text.count(text[-1])):
            text = text[:-1]
        else:
            break
    return parsed(text)
