"""The preview page of a public Telegram channel, as browsers without the app see it."""

import re
from urllib.parse import quote

from lxml import html

from cases.detection import extract, following, markup, posts
from cases.detection.gather import Gather, next_role, parsed
from cases.detection.reading import Answer, Ask, Option, Place, Reading
from cases.detection.words import gettext_noop

NAME = re.compile(r"/(?:s/)?(\w{4,32})(?:/\d+)?/?$")
MOST_PAGES = 20
MESSAGE = "tgme_widget_message"


class Telegram:
    """Reads a public channel's messages, newest first; groups and private channels have no preview."""

    name = "telegram"
    label = gettext_noop("Public Telegram channel")
    help = gettext_noop("The address of the channel: https://t.me/NAME.")
    options: tuple[Option, ...] = (Option("pages", gettext_noop("How many pages of 20 messages a round"), "3"),)
    withheld = ""

    def check(self, place: Place) -> str:
        """An address that names one channel."""
        if _preview(place) is None:
            return gettext_noop(
                "This is not the address of a public channel: https://t.me/NAME. Links that begin with + are private."
            )
        return ""

    def start(self, place: Place) -> tuple[Ask, ...]:
        """The newest messages."""
        address = _preview(place)
        return (Ask(address, "next"),) if address else ()

    def asks(self, place: Place, term: str) -> tuple[Ask, ...]:
        """The channel's own search."""
        address = _preview(place)
        return (Ask(f"{address}?q={quote(term, safe='')}", "found"),) if address else ()

    def read(self, place: Place, ask: Ask, answer: Answer) -> Reading:
        """A page of messages; a channel without a preview answers with a page that has none."""
        if not following.is_page(answer):
            return Reading(trouble="format")
        tree = markup.page(answer.body, answer.headers.get("content-type", ""))
        gather = Gather(answer.url)
        if tree is None:
            return Reading(trouble="empty")
        for _, message in zip(range(300), _with_class(tree, MESSAGE), strict=False):
            _message(gather, message)
        if not gather.items and not gather.media:
            return Reading(trouble="login" if _with_class(tree, "tgme_page_action") else "empty")
        name = "found" if ask.role.startswith("found") else "next"
        role = next_role(ask.role, name, following.number(place, "pages", 3, MOST_PAGES))
        older = [link for link in tree.iter("link") if link.get("rel") == "prev"]
        for link in [*older, *_with_class(tree, "tme_messages_more")]:
            if "before=" in link.get("href", ""):
                gather.ask(link.get("href"), role)
        return gather.reading()


def _preview(place: Place) -> str | None:
    target = parsed(place.url)
    named = NAME.fullmatch(target.path) if target else None
    if target is None or named is None or named[1] in {"joinchat", "addstickers", "share", "proxy"}:
        return None
    return f"{target.scheme}://{target.authority}/s/{named[1]}"


def _with_class(tree: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    """Elements that have a class among theirs."""
    return [element for element in tree.iter("div", "a", "i", "span") if name in element.get("class", "").split()]


def _message(gather: Gather, message: html.HtmlElement) -> None:
    """One message: photos are backgrounds of links, clips have a source and a thumbnail; the words stand below."""
    named = message.get("data-post", "")
    link = f"/{named}" if re.fullmatch(r"\w{4,32}/\d{1,12}", named) else posts.permalink(message, gather)
    at = posts.when(message)
    said = " ".join(markup.words(part) for part in _with_class(message, "tgme_widget_message_text"))
    for element in message.iter("a", "i", "video", "img"):
        above = element.getparent()
        own = f"{element.get('class', '')} {above.get('class', '') if above is not None else ''}"
        if "user_photo" in own or "emoji" in own or "owner" in own:
            continue
        for address in extract.style_urls(element.get("style", "")):
            gather.show(address, link, said, at)
        if element.tag in {"video", "img"}:
            gather.show(element.get("src"), link, said, at)
        reference = element.get("href", "") if element.tag == "a" else ""
        target = gather.address(reference)
        if target is not None and not gather.here(target):
            gather.away(target.url)
        elif target is not None and NAME.fullmatch(target.path) and "forwarded" in own:
            gather.outside.setdefault(target.url)  # another channel: a candidate of its own
    gather.item(link, said, at)
