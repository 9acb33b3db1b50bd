"""What several kinds do with an HTML page: its media and words, the next page of its list, and links one step deeper. Pure."""

import re

from cases.detection import extract, markup, rules
from cases.detection.gather import MEDIA_SUFFIX, Gather, next_role, parsed, same_site
from cases.detection.reading import Answer, Ask, Place, Reading, Shown

PAGES = ("text/html", "application/xhtml+xml")
SHOWS = re.compile(r"(?:image|video)/")
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"RIFF", b"\x1aE\xdf\xa3")


def is_page(answer: Answer) -> bool:
    """Whether an answer is HTML by its type, or has none and looks like it."""
    kind = answer.content_type
    return kind in PAGES or (not kind and answer.body[:200].lstrip()[:1] == b"<")


def is_shown(answer: Answer) -> bool:
    """Whether an answer to a question for a page is a picture or clip itself."""
    kind = answer.content_type
    if SHOWS.match(kind) and kind != "image/svg+xml":
        return True
    return kind in {"", "application/octet-stream"} and (
        answer.body.startswith(SIGNATURES) or answer.body[4:8] == b"ftyp"
    )


def itself(answer: Answer) -> Reading:
    """The reading of an answer that is a picture or clip itself."""
    target = parsed(answer.url)
    return Reading(media=(Shown(target.url, target.url),)) if target else Reading(trouble="format")


def single(place: Place, ask: Ask, answer: Answer) -> Reading:
    """One page that a list, feed or search named: what it shows and says, and further pages of the same entry, no links."""
    return follow(place, ask, answer, onward=False)


def follow(place: Place, ask: Ask, answer: Answer, *, onward: bool = True) -> Reading:
    """A page as a visitor sees it; with `onward` also the links of the same site one step deeper.

    The next page of a list is no deeper than the page itself, but there are at most 30 of one list.
    """
    if is_shown(answer):
        return itself(answer)
    if not is_page(answer):
        return Reading(trouble="format")
    found = extract.read(answer.body, answer.url, answer.headers.get("content-type", ""))
    gather = Gather(answer.url)
    if role := next_role(ask.role):
        for target in found.next.values():
            if rules.allowed(place, target):
                gather.ask(target.url, role, depth=ask.depth)
    if onward and ask.depth < place.depth:
        for url, target in found.pages.items():
            if url not in found.next and rules.allowed(place, target):
                gather.ask(url, depth=ask.depth + 1)
    nothing = not (gather.asks or found.media or found.items or found.outside)
    return Reading(
        asks=tuple(gather.asks.values()), media=found.media, items=found.items, outside=found.outside,
        trouble="empty" if nothing else "",
    )  # fmt: skip


def moved(place: Place, answer: Answer) -> bool:
    """Whether the place answered from another site than its own (a moved domain, a wall to sign in at)."""
    asked, told = parsed(place.url), parsed(answer.url)
    return asked is not None and told is not None and not same_site(asked, told)


def root(place: Place) -> str:
    """The first address of the place's host, with a slash at the end; empty for a broken address."""
    target = parsed(place.url)
    return f"{target.scheme}://{target.authority}/" if target else ""


def is_media_url(url: str) -> bool:
    """Whether an address names a picture or clip by its ending."""
    target = parsed(url)
    return target is not None and bool(MEDIA_SUFFIX.search(target.path))


def number(place: Place, option: str, usual: int, most: int) -> int:
    """An option that is a number, between 1 and `most`; what is no number counts as the usual one."""
    stated = place.options.get(option, "").strip()
    return max(1, min(most, int(stated))) if stated.isascii() and stated.isdigit() and len(stated) < 6 else usual


def pieces(markup_text: str, url: str, gather: Gather, text: str = "") -> str:
    """Put the media and links of a piece of HTML into a Gather; returns its words."""
    tree = markup.page(markup_text) if "<" in markup_text else None
    if tree is None:
        return markup.plain(markup_text)
    found = extract.read("", url, root=tree)
    for shown in found.media:
        gather.show(shown.url, url, shown.text or text)
    for address in found.outside:
        gather.away(address)
    return markup.words(tree)
