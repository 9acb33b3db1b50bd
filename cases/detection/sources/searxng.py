"""A search of many search machines with answers in JSON: SearXNG, searx and what speaks like them."""

from urllib.parse import urlencode

from cases.detection import following, moments, plainjson
from cases.detection.gather import Gather
from cases.detection.reading import Answer, Ask, Option, Place, Reading
from cases.detection.words import gettext_noop

JSON = "application/json"
MOST_PAGES = 10


class Searxng:
    """Asks a meta search for a term; the results are pages, pictures and clips of any site."""

    name = "searxng"
    label = gettext_noop("Meta search (SearXNG)")
    help = gettext_noop(
        "The first address of a SearXNG that answers in JSON. One of your own is best: it learns the words."
    )
    options: tuple[Option, ...] = (
        Option("categories", gettext_noop("Kinds of results"), "general,images,videos"),
        Option("engines", gettext_noop("Only these search machines"), "bing,naver"),
        Option("pages", gettext_noop("How many pages of results"), "2"),
    )
    withheld = ""

    def check(self, place: Place) -> str:
        """Nothing of its own."""
        return ""

    def start(self, place: Place) -> tuple[Ask, ...]:
        """What the service says of itself: a round tells whether it is there."""
        return (Ask(_base(place) + "config", "config", accept=JSON),)

    def asks(self, place: Place, term: str) -> tuple[Ask, ...]:
        """The first pages of results for each kind of result."""
        found: list[Ask] = []
        kinds = [kind.strip() for kind in place.options.get("categories", "").split(",") if kind.strip()]
        for kind in (kinds or ["general", "images"])[:6]:
            for page in range(1, 1 + following.number(place, "pages", 2, MOST_PAGES)):
                query = {"q": term, "format": "json", "categories": kind, "pageno": str(page)}
                query |= {"engines": place.options["engines"]} if place.options.get("engines") else {}
                query |= {"language": place.language} if place.language else {}
                found.append(Ask(f"{_base(place)}search?{urlencode(query)}", "results", accept=JSON))
        return tuple(found)

    def read(self, place: Place, ask: Ask, answer: Answer) -> Reading:
        """The service's word about itself, a page of results, or a page that was found."""
        if ask.role not in {"config", "results"}:
            return following.single(place, ask, answer)
        value = plainjson.read(answer.body)
        if not isinstance(value, dict):
            return Reading(trouble="format")
        if ask.role == "config":
            return Reading(trouble="" if isinstance(value.get("engines"), list) else "format")
        if not isinstance(value.get("results"), list):
            return Reading(trouble="format")
        gather = Gather(answer.url)
        for row in plainjson.rows(value, "results"):
            _result(gather, row, place.depth)
        return gather.reading()


def _base(place: Place) -> str:
    """The service's first address, with a slash at the end; it may lie below a path."""
    return place.url.partition("?")[0].removesuffix("search").rstrip("/") + "/"


def _result(gather: Gather, row: dict[str, object], depth: int) -> None:
    """One result: its page is read, its pictures are compared at once."""
    link = plainjson.text(row, "url")
    said = f"{plainjson.words(row, 'title')} {plainjson.words(row, 'content')}"
    at = moments.read(row.get("publishedDate"))
    for name in ("img_src", "thumbnail_src", "thumbnail"):
        gather.show(row.get(name), link, said, at)
    if following.is_media_url(link):
        gather.show(link, None, said, at)
    elif depth > 0:
        gather.ask(link, "hit", depth=1)
    gather.item(link, said, at)
