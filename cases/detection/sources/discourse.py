"""A Discourse forum through its own JSON."""

from urllib.parse import quote_plus

from cases.detection import following, markup, moments, plainjson
from cases.detection.gather import Gather, next_role, parsed
from cases.detection.reading import Answer, Ask, Option, Place, Reading
from cases.detection.words import gettext_noop

JSON = "application/json"
MOST_PAGES, STREAM = 10, 20


class Discourse:
    """Reads the newest topics, and in each the newest posts with pictures and words."""

    name = "discourse"
    label = gettext_noop("Discourse forum")
    help = gettext_noop("The first address of the forum, or of one category.")
    options: tuple[Option, ...] = (Option("pages", gettext_noop("How many pages of 30 topics a round"), "2"),)
    withheld = gettext_noop("Tried with the documented answers only.")

    def check(self, place: Place) -> str:
        """Nothing of its own."""
        return ""

    def start(self, place: Place) -> tuple[Ask, ...]:
        """The newest topics of the forum or category."""
        target = parsed(place.url)
        path = target.path.rstrip("/").removesuffix(".json") if target else ""
        base = following.root(place).rstrip("/")
        listing = f"{base}{path}.json" if path.startswith(("/c/", "/tag/")) else f"{base}{path}/latest.json"
        return (Ask(listing, "next", accept=JSON),)

    def asks(self, place: Place, term: str) -> tuple[Ask, ...]:
        """The forum's own search, newest first."""
        return (
            Ask(f"{following.root(place)}search.json?q={quote_plus(term + ' order:latest')}", "found", accept=JSON),
        )

    def read(self, place: Place, ask: Ask, answer: Answer) -> Reading:
        """A list of topics, a topic, or results of a search."""
        value = plainjson.read(answer.body)
        if not isinstance(value, dict):
            return Reading(trouble="format")
        gather = Gather(answer.url)
        if isinstance(value.get("topic_list"), dict):
            _topics(place, ask, gather, value)
        elif isinstance(value.get("post_stream"), dict):
            _posts(gather, value)
        elif isinstance(value.get("posts"), list):
            _found(gather, value)
        else:
            return Reading(trouble="login" if "errors" in value else "format")
        return gather.reading()


def _topic(gather: Gather, row: dict[str, object], last: str = "") -> str:
    """The address of a topic, as JSON from its newest posts on."""
    number = plainjson.text(row, "id")
    if number.isdigit():
        gather.ask(f"/t/{number}{f'/{last}' if last.isdigit() else ''}.json", "topic", depth=1, accept=JSON)
    return f"/t/{plainjson.text(row, 'slug') or '-'}/{number}" if number.isdigit() else ""


def _topics(place: Place, ask: Ask, gather: Gather, value: dict[str, object]) -> None:
    for row in plainjson.rows(value, "topic_list", "topics"):
        link = _topic(gather, row, plainjson.text(row, "highest_post_number"))
        at = moments.read(row.get("last_posted_at") or row.get("created_at"))
        words = f"{plainjson.words(row, 'title')} {markup.plain(plainjson.text(row, 'excerpt'))}"
        gather.show(row.get("image_url"), link, words, at)
        gather.item(link, words, at)
    role = next_role(ask.role, "next", following.number(place, "pages", 2, MOST_PAGES))
    onward = plainjson.text(value, "topic_list", "more_topics_url")
    if role and onward:
        path, mark, query = onward.partition("?")
        gather.ask(f"{path.removesuffix('.json')}.json{mark}{query}", role, accept=JSON)


def _posts(gather: Gather, value: dict[str, object]) -> None:
    """The posts of a topic; `cooked` is their HTML, in which a full picture is the link around its small form."""
    base = f"/t/{plainjson.text(value, 'slug') or '-'}/{plainjson.text(value, 'id')}"
    title = plainjson.words(value, "title")
    for row in plainjson.rows(value, "post_stream", "posts"):
        number = plainjson.text(row, "post_number")
        link = f"{base}/{number}" if number.isdigit() else base
        target = gather.address(link)
        said = following.pieces(plainjson.text(row, "cooked"), target.url if target else gather.page_url, gather, title)
        gather.item(link, f"{title} {said}" if number == "1" else said, moments.read(row.get("created_at")))


def _found(gather: Gather, value: dict[str, object]) -> None:
    """Results of a search: the post that was found is asked with those around it."""
    for row in plainjson.rows(value, "posts"):
        topic = {"id": row.get("topic_id")}
        link = _topic(gather, topic, plainjson.text(row, "post_number"))
        gather.item(link, markup.plain(plainjson.text(row, "blurb")), moments.read(row.get("created_at")))
