"""The words of a page as its readers see them: the posts of a thread, the entries of a list, else the page itself. Pure."""

import re
from collections.abc import Iterator
from datetime import datetime

from lxml import etree, html

from cases.detection import markup, moments
from cases.detection.gather import Gather
from cases.detection.reading import Item

# One post or comment: names that forums, boards and blogs give it.
POST = re.compile(
    r"(?:^|\s)(?:post|postbody|post-?container|post-?wrapper|b-post|message|message--post|comment|comment-body|reply|entry|"
    r"hentry|topic-post|cooked|tgme_widget_message|thread-post|media|cmt_\w+|view_content)(?:$|\s)",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"^(?:post|p|pc|msg|comment|reply|js-post)[-_]?\d+$", re.IGNORECASE)
PERMALINK = re.compile(r"#|permalink|bookmark|/p\d+|post[-/=]?\d+", re.IGNORECASE)
MOST_POSTS, PAGE_WORDS = 300, 20_000


def is_post(element: html.HtmlElement) -> bool:
    """Whether an element is one post, comment or entry."""
    if element.tag == "article" or (element.get("itemtype") or "").rpartition("/")[2] in {
        "Comment", "DiscussionForumPosting", "SocialMediaPosting", "BlogPosting", "ImageObject", "Article",
    }:  # fmt: skip
        return True
    if element.tag not in {"div", "li", "section", "table", "tr", "td"}:
        return False
    return bool(POST.search(element.get("class", "")[:300]) or NUMBERED.match(element.get("id", "")[:60]))


def when(element: html.HtmlElement | None) -> datetime | None:
    """When a post appeared: its first `time`, or a moment in the attributes that page software writes."""
    if element is None:
        return None
    for number, part in enumerate(element.iter(etree.Element)):
        if number > 400:
            break
        stated = part.get("datetime") or part.get("data-time") or part.get("data-timestamp")
        if not stated and part.get("itemprop") in {"datePublished", "dateCreated", "uploadDate"}:
            stated = part.get("content")
        if stated and (moment := moments.read(stated)):
            return moment
    return None


def permalink(element: html.HtmlElement, gather: Gather) -> str:
    """The post's own page, if it names one on this site; its anchor is dropped like every fragment."""
    best = ""
    for _, link in zip(range(100), element.iter("a"), strict=False):
        target = gather.address(link.get("href"))
        if target is None or not gather.here(target):
            continue
        own = f"{link.get('rel', '')} {link.get('class', '')} {link.get('href', '')}"
        if PERMALINK.search(own) or link.find(".//time") is not None:
            return target.url
        best = best or (
            target.url if link.getparent() is not None and link.getparent().tag in {"h1", "h2", "h3"} else ""
        )
    return best


def _outermost(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Posts that lie in no other post, in their order."""
    inside: html.HtmlElement | None = None
    for number, (event, element) in enumerate(etree.iterwalk(tree, events=("start", "end"))):
        if number > 2 * markup.MOST_ELEMENTS:
            return
        if event == "end":
            inside = None if element is inside else inside
        elif inside is None and isinstance(element.tag, str) and is_post(element):
            inside = element
            yield element


def read(tree: html.HtmlElement, gather: Gather, title: str = "") -> tuple[Item, ...]:
    """The posts of a page with their own addresses; a page without posts is one item."""
    found: dict[tuple[str, str], Item] = {}
    for number, post in enumerate(_outermost(tree)):
        if number >= MOST_POSTS:
            break
        said = markup.words(post)
        address = permalink(post, gather) or gather.page_url
        if said:
            found.setdefault((address, said), Item(address, said, when(post)))
    whole = markup.words(tree, PAGE_WORDS)
    said_in_posts = sum(len(item.text) for item in found.values())
    if whole and said_in_posts * 2 < len(whole):  # most words stand elsewhere
        text = whole if not title or whole.startswith(title) else f"{title} {whole}"
        found.setdefault((gather.page_url, text), Item(gather.page_url, text, when(tree) if not found else None))
    return tuple(found.values())
