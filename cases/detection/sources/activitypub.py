"""Public collections of any ActivityPub server: an account's outbox, a tag, a featured list (W3C ActivityPub)."""

import re

from cases.detection import following, markup, moments, plainjson
from cases.detection.gather import Gather, next_role
from cases.detection.reading import Answer, Ask, Option, Place, Reading
from cases.detection.words import gettext_noop

JSON = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
ALTERNATE = re.compile(r"application/(?:activity\+json|ld\+json)")
COLLECTIONS = {"Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage"}
ACTORS = {"Person", "Group", "Service", "Organization", "Application"}
ACTIVITIES = {"Create", "Announce", "Update", "Add"}
SHOWN = {"Image", "Video", "Document", "Link"}
MOST_PAGES = 10


class ActivityPub:
    """Reads an account's public posts with their attachments, newest first."""

    name = "activitypub"
    label = gettext_noop("Account or collection of an ActivityPub server")
    help = gettext_noop("The address of the account's page, or of a public collection.")
    options: tuple[Option, ...] = (Option("pages", gettext_noop("How many pages of posts a round"), "3"),)
    withheld = ""

    def check(self, place: Place) -> str:
        """Nothing of its own."""
        return ""

    def start(self, place: Place) -> tuple[Ask, ...]:
        """The account or collection, as activities."""
        return (Ask(place.url, "object", accept=JSON),)

    def read(self, place: Place, ask: Ask, answer: Answer) -> Reading:
        """An account, a collection, a page of one, a post, or the HTML page that names one of them."""
        if following.is_page(answer):
            return _named(ask, answer)
        value = plainjson.read(answer.body)
        if not isinstance(value, dict):
            return Reading(trouble="format")
        gather = Gather(answer.url)
        types = set(plainjson.many(value, "type")) if _plain(value.get("type")) else set()
        if types & ACTORS:
            gather.show(plainjson.at(value, "image", "url"), value.get("url"))
            gather.ask(_id(value.get("outbox")), "object", depth=ask.depth + 1 if ask.depth < 3 else 3, accept=JSON)
        elif types & COLLECTIONS:
            _collection(place, ask, gather, value)
        else:
            _thing(gather, value)
        return gather.reading()


def _plain(value: object) -> bool:
    """Whether a type is a name or a list of names, and can be looked up."""
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(part, str) for part in value))


def _id(value: object) -> str:
    """The address of something that is stated by its address or in full."""
    return value if isinstance(value, str) else plainjson.text(value, "id")


def _named(ask: Ask, answer: Answer) -> Reading:
    """The activities that an HTML page names as its other form."""
    tree = markup.page(answer.body, answer.headers.get("content-type", "")) if ask.depth == 0 else None
    gather = Gather(answer.url)
    for _, link in zip(range(200), tree.iter("link") if tree is not None else (), strict=False):
        if ALTERNATE.search(link.get("type", "")) and "alternate" in link.get("rel", ""):
            gather.ask(link.get("href"), "object", depth=1, accept=JSON)
            break
    return gather.reading("" if gather.asks else "format")


def _collection(place: Place, ask: Ask, gather: Gather, value: dict[str, object]) -> None:
    """What a collection or a page of one holds, and where it goes on; it stays on this server."""
    onward = _id(value.get("next") or ("" if value.get("orderedItems") or value.get("items") else value.get("first")))
    first = value.get("first")
    parts = [value, first] if isinstance(first, dict) else [value]
    for part in parts:
        for name in ("orderedItems", "items"):
            for one in plainjson.many(part, name):
                _thing(gather, one)
    if isinstance(first, dict) and plainjson.text(first, "next"):
        onward = plainjson.text(first, "next")
    target = gather.address(onward)
    role = next_role(ask.role, "next", following.number(place, "pages", 3, MOST_PAGES) + 1)
    if target is not None and gather.here(target) and role:
        gather.ask(target.url, role, accept=JSON)


def _thing(gather: Gather, value: object) -> None:
    """An activity or a post; of something stated by its address alone, the address is asked."""
    if plainjson.text(value, "type") in ACTIVITIES:
        value = plainjson.at(value, "object")
    if isinstance(value, str):
        target = gather.address(value)
        if target is not None and gather.here(target):
            gather.ask(target.url, "object", depth=3, accept=JSON)
        else:
            gather.away(value)
        return
    if isinstance(value, dict):
        _post(gather, value)


def _url(value: object) -> str:
    """The address of a post or attachment: text, a Link, or the first of several."""
    for one in plainjson.many(value):
        if isinstance(one, str):
            return one
        if isinstance(one, dict) and (found := plainjson.text(one, "href") or plainjson.text(one, "url")):
            return found
    return ""


def _post(gather: Gather, value: dict[str, object]) -> None:
    """One post: attachments, its picture, words, and the pages that it links to."""
    link = _url(value.get("url")) or plainjson.text(value, "id")
    at = moments.read(value.get("published"))
    said = [plainjson.words(value, "name"), plainjson.words(value, "summary")]
    said.append(following.pieces(plainjson.text(value, "content"), link, gather))
    attached = [one for name in ("attachment", "image", "preview") for one in plainjson.many(value, name)]
    said += [plainjson.words(one, "name") for one in attached]
    words = " ".join(part for part in said if part)
    for one in attached:
        kind = plainjson.text(one, "mediaType")
        if (
            isinstance(one, str)
            or kind.startswith(("image/", "video/"))
            or plainjson.text(one, "type") in SHOWN - {"Link"}
        ):
            gather.show(_url(plainjson.at(one, "url") or plainjson.at(one, "href") or one), link, words, at)
        else:
            gather.away(plainjson.text(one, "href"))
    _clips(gather, value, link, words)
    gather.item(link, words, at)


def _clips(gather: Gather, value: dict[str, object], link: str, words: str) -> None:
    """The files of a Video as PeerTube states them: links with media types, at two levels."""
    queue = plainjson.many(value, "url")
    for one in queue[:50] + [more for part in queue[:50] for more in plainjson.many(part, "tag")[:50]]:
        if plainjson.text(one, "mediaType").startswith(("video/", "image/", "application/x-mpegURL")):
            gather.show(plainjson.text(one, "href"), link, words)
