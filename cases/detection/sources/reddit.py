"""Listings in the JSON of Reddit, and of sites that run or copy its software."""

from html import unescape
from urllib.parse import quote_plus

from cases.detection import following, moments, plainjson
from cases.detection.gather import Gather, next_role, parsed
from cases.detection.reading import Answer, Ask, Option, Place, Reading
from cases.detection.words import gettext_noop

JSON = "application/json"
MOST_PAGES = 10
DEEPEST = 8  # answers to answers


class Reddit:
    """Reads the newest posts of a community or account, with pictures, galleries, clips and words."""

    name = "reddit"
    label = gettext_noop("Reddit community or account")
    help = gettext_noop("The address of the community or account, for example https://www.reddit.com/r/NAME/.")
    options: tuple[Option, ...] = (
        Option("pages", gettext_noop("How many pages of 100 posts a round"), "2"),
        Option("comments", gettext_noop("Read the answers to each post too?"), "no", choices=("no", "yes")),
    )
    withheld = gettext_noop(
        "Tried with recorded answers to signed-in programs. Whether strangers still get answers could not be tried."
    )

    def check(self, place: Place) -> str:
        """Nothing of its own."""
        return ""

    def start(self, place: Place) -> tuple[Ask, ...]:
        """The newest posts."""
        base = _base(place)
        listing = f"{base}/new.json" if "/r/" in base else f"{base}/submitted.json" if "/u" in base else f"{base}/.json"
        return (Ask(f"{listing}?limit=100&raw_json=1", "next", accept=JSON),)

    def asks(self, place: Place, term: str) -> tuple[Ask, ...]:
        """Posts with the term, in the community alone if the place is one."""
        query = f"q={quote_plus(term)}&sort=new&limit=100&raw_json=1&restrict_sr={int('/r/' in place.url)}"
        return (Ask(f"{_base(place)}/search.json?{query}", "found", accept=JSON),)

    def read(self, place: Place, ask: Ask, answer: Answer) -> Reading:
        """A listing, or a post with its answers (two listings)."""
        value = plainjson.read(answer.body)
        listings = [one for one in plainjson.many(value) if plainjson.text(one, "kind") == "Listing"]
        if not listings:
            return Reading(trouble="refused" if plainjson.text(value, "reason") else "format")
        gather = Gather(answer.url)
        for listing in listings:
            _listing(place, gather, listing, 0)
        after = plainjson.text(listings[0], "data", "after", most=60)
        name = "found" if ask.role.startswith("found") else "next"
        role = next_role(ask.role, name, following.number(place, "pages", 2, MOST_PAGES))
        if role and after and ask.role != "post":
            bare = answer.url.partition("&after=")[0]
            gather.ask(f"{bare}&after={quote_plus(after)}", role, accept=JSON)
        return gather.reading()


def _base(place: Place) -> str:
    target = parsed(place.url)
    if target is None:
        return ""
    path = target.path.removesuffix(".json").removesuffix("/new").rstrip("/")
    return f"{target.scheme}://{target.authority}{path}"


def _listing(place: Place, gather: Gather, listing: dict[str, object], depth: int) -> None:
    for child in plainjson.rows(listing, "data", "children"):
        row = plainjson.at(child, "data")
        if not isinstance(row, dict):
            continue
        if plainjson.text(child, "kind") == "t3":
            _post(place, gather, row)
        elif plainjson.text(child, "kind") == "t1":
            link = unescape(plainjson.text(row, "permalink"))
            said = following.pieces(unescape(plainjson.text(row, "body_html")), link, gather)
            gather.item(link, said or plainjson.words(row, "body"), moments.read(row.get("created_utc")))
            replies = row.get("replies")
            if isinstance(replies, dict) and depth < DEEPEST:
                _listing(place, gather, replies, depth + 1)


def _post(place: Place, gather: Gather, row: dict[str, object]) -> None:
    """One post: what it links to, its gallery, its clip, its preview. Addresses may be escaped as in HTML."""
    link = unescape(plainjson.text(row, "permalink"))
    at = moments.read(row.get("created_utc"))
    words = f"{plainjson.words(row, 'title')} {plainjson.words(row, 'selftext')}"
    gather.item(link, words, at)
    shown = [
        plainjson.text(row, "media", "reddit_video", "fallback_url"),
        plainjson.text(row, "url_overridden_by_dest"),
    ]
    gallery = plainjson.at(row, "media_metadata")
    for one in list(gallery.values())[:100] if isinstance(gallery, dict) else []:
        shown.append(next((found for name in ("u", "gif", "mp4") if (found := plainjson.text(one, "s", name))), ""))
    pictures = plainjson.rows(row, "preview", "images")
    for address in map(unescape, shown):
        if following.is_media_url(address) or "preview.redd.it" in address:
            gather.show(address, link, words, at)
        elif address:
            gather.away(address)
    if not any(map(following.is_media_url, shown)):
        for picture in pictures[:20]:
            gather.show(unescape(plainjson.text(picture, "source", "url")), link, words, at)
    following.pieces(unescape(plainjson.text(row, "selftext_html")), link, gather)
    if place.options.get("comments") == "yes" and link.startswith("/") and row.get("num_comments"):
        gather.ask(f"{link.rstrip('/')}.json?limit=200&raw_json=1", "post", depth=1, accept=JSON)
