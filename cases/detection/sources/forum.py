"""A forum of widespread software (phpBB, vBulletin, XenForo, MyBB, SMF, Invision), read post by post."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html

from cases.detection import extract, following, markup, posts, rules
from cases.detection.gather import Gather, next_role
from cases.detection.reading import Answer, Ask, Option, Place, Reading
from cases.detection.words import gettext_noop


@dataclass(frozen=True, slots=True)
class Profile:
    """What a forum's software looks like: how it is recognised, its lists and threads, its posts, its attachments."""

    mark: re.Pattern[bytes]
    board: re.Pattern[str]
    thread: re.Pattern[str]
    post: re.Pattern[str]  # "tag class id" of a post's element
    words: tuple[str, ...]  # classes of the words in it
    attached: re.Pattern[str]


def _profile(mark: bytes, board: str, thread: str, post: str, words: str, attached: str) -> Profile:
    return Profile(re.compile(mark, re.I), re.compile(board, re.I), re.compile(thread, re.I), re.compile(post, re.I),
                   tuple(words.split()), re.compile(attached, re.I))  # fmt: skip


PROFILES: dict[str, Profile] = {
    "phpbb": _profile(
        rb"phpbb|viewtopic\.php", r"viewforum\.php|index\.php", r"viewtopic\.php", r"^div .*\bpost\b.* p\d+$",
        "content", r"download/file\.php\?(?!.*(?:\bt=1|avatar))",
    ),
    "vbulletin": _profile(
        rb"vbulletin|showthread\.php", r"forumdisplay\.php|forum\.php|index\.php", r"showthread\.php|/threads?/",
        r"^(?:li|div|table) .*(?:postcontainer|postbit|b-post|tborder).* (?:post_?|edit)?\d*$", "postcontent post_message restore",
        r"attachment\.php\?(?!.*thumb=1)|/filedata/fetch\?",
    ),
    "xenforo": _profile(
        rb"xenforo|data-xf-init|XF\.", r"/forums/|/whats-new/", r"/threads/", r"^article .*\bmessage\b", "bbWrapper",
        r"/attachments/|/data/video/",
    ),
    "mybb": _profile(
        rb"mybb|forumdisplay\.php\?fid", r"forumdisplay\.php|forum-\d+", r"showthread\.php|thread-\d+", r"^div .*\bpost\b.* post_\d+$",
        "post_body", r"attachment\.php\?aid",
    ),
    "smf": _profile(
        rb"Simple Machines|smf_|index\.php\?topic=", r"[?;]board=", r"[?;]topic=", r"^div .*\b(?:post_wrapper|windowbg)\b",
        "inner", r"action=dlattach(?!.*thumb)",
    ),
    "invision": _profile(
        rb"ips_|invision|ipsLayout", r"/forum/\d", r"/topic/\d", r"^article .*\bipsComment\b", "ipsType_richText cPost_contentWrap",
        r"/uploads/|attachment\.php\?id|applications/core/interface/file",
    ),
}  # fmt: skip


class Forum:
    """Follows boards and threads alone, newest pages first, and reads each post with its own address and time."""

    name = "forum"
    label = gettext_noop("Forum (phpBB, vBulletin, XenForo, MyBB, SMF, Invision)")
    help = gettext_noop("The first address of the forum, or of one board.")
    options: tuple[Option, ...] = (
        Option(
            "software", gettext_noop("Its software, if it does not say so itself"), "phpbb", choices=tuple(PROFILES)
        ),
        Option("include", gettext_noop("Read only paths that begin like these"), "/forums/pictures.3/"),
        Option("exclude", gettext_noop("Never read paths that begin like these"), "/forums/help.9/"),
    )
    withheld = gettext_noop("Tried with the documented markup only. The kind for web sites reads forums too.")

    def check(self, place: Place) -> str:
        """Rules that can be read."""
        return rules.wrong(place)

    def start(self, place: Place) -> tuple[Ask, ...]:
        """The first page."""
        return (Ask(place.url),)

    def read(self, place: Place, ask: Ask, answer: Answer) -> Reading:
        """A list of boards or threads, or a thread; of unknown software like any web site."""
        profile = _of(place, answer)
        if profile is None or not following.is_page(answer):
            return following.follow(place, ask, answer)
        tree = markup.page(answer.body, answer.headers.get("content-type", ""))
        if tree is None:
            return Reading(trouble="empty")
        found = extract.read("", answer.url, root=tree)
        gather = Gather(answer.url)
        own = list(_posts(tree, profile))
        for post in own:
            _post(gather, post, profile)
        role = next_role(ask.role)
        for url, target in found.pages.items():
            path = f"{target.path}?{target.query or ''}"
            if not rules.allowed(place, target) or not (profile.board.search(path) or profile.thread.search(path)):
                continue
            if url in found.next and role:
                gather.ask(url, role, depth=ask.depth)
            elif url not in found.next and ask.depth < place.depth and not (own and profile.thread.search(path)):
                gather.ask(url, depth=ask.depth + 1)
        if not own:  # a list of boards or threads
            reading = gather.reading()
            return Reading(asks=reading.asks, media=found.media, items=found.items, outside=found.outside)
        return gather.reading()


def _of(place: Place, answer: Answer) -> Profile | None:
    """The profile of a forum: as the source says, else the first whose mark stands on the page."""
    if (stated := place.options.get("software", "")) in PROFILES:
        return PROFILES[stated]
    head = answer.body[:200_000]
    return next((profile for profile in PROFILES.values() if profile.mark.search(head)), None)


def _posts(tree: html.HtmlElement, profile: Profile) -> Iterator[html.HtmlElement]:
    """The outermost elements that are posts."""
    inside: html.HtmlElement | None = None
    number = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "end":
            inside = None if element is inside else inside
        elif inside is None and isinstance(element.tag, str):
            named = f"{element.tag} {element.get('class', '')[:300]} {element.get('id', '')[:60]}"
            if profile.post.search(named) and number < posts.MOST_POSTS:
                inside, number = element, number + 1
                yield element


def _post(gather: Gather, post: html.HtmlElement, profile: Profile) -> None:
    """One post: its words, its time, its own address, its pictures and attachments; signatures and faces are left out."""
    link, at = posts.permalink(post, gather) or gather.page_url, posts.when(post)
    bodies = [part for part in post.iter(etree.Element) if set(profile.words) & set(part.get("class", "").split())]
    said = markup.short(" ".join(markup.words(part) for part in bodies) or markup.words(post))
    for part in bodies or [post]:
        inner = extract.read("", gather.page_url, root=part)
        for shown in inner.media:
            gather.show(shown.url, link, f"{shown.text} {said}", at)
        for address in inner.outside:
            gather.away(address)
    for reference in post.iter("a", "img"):
        address = reference.get("href") or reference.get("src") or ""
        if profile.attached.search(address):
            gather.show(address, link, said, at)
    gather.item(link, said, at)
