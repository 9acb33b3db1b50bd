"""A WordPress site through its interface (wp/v2), and through its pages where that is closed."""

from urllib.parse import quote_plus

from cases.detection import following, markup, moments, plainjson, rules
from cases.detection.gather import Gather, next_role, parsed
from cases.detection.reading import Answer, Ask, Option, Place, Reading
from cases.detection.words import gettext_noop

JSON = "application/json"
MOST_PAGES = 20
EMBED = "_embed=wp:featuredmedia"


class WordPress:
    """Reads the newest posts and uploads; uploads include pictures that no post shows."""

    name = "wordpress"
    label = gettext_noop("WordPress site")
    help = gettext_noop("The first address of the site.")
    options: tuple[Option, ...] = (
        Option("pages", gettext_noop("How many pages of 20 posts and 50 uploads a round"), "3"),
        Option("include", gettext_noop("Read only paths that begin like these"), "/2026/"),
        Option("exclude", gettext_noop("Never read paths that begin like these"), "/shop/"),
    )
    withheld = ""

    def check(self, place: Place) -> str:
        """Rules that can be read."""
        return rules.wrong(place)

    def start(self, place: Place) -> tuple[Ask, ...]:
        """Posts and uploads of the interface, and the first page for a site that has closed it."""
        return (
            Ask(_route(place, "posts", f"per_page=20&{EMBED}"), "posts", accept=JSON),
            Ask(_route(place, "media", "per_page=50"), "uploads", accept=JSON),
            Ask(place.url),
        )

    def asks(self, place: Place, term: str) -> tuple[Ask, ...]:
        """Posts, and uploads by their titles and descriptions."""
        said = f"search={quote_plus(term)}"
        return (
            Ask(_route(place, "posts", f"per_page=20&{said}&{EMBED}"), "posts", accept=JSON),
            Ask(_route(place, "media", f"per_page=50&{said}"), "uploads", accept=JSON),
        )

    def read(self, place: Place, ask: Ask, answer: Answer) -> Reading:
        """Posts or uploads of the interface, or a page."""
        if following.is_page(answer) or following.is_shown(answer):
            return following.follow(place, ask, answer)
        value = plainjson.read(answer.body)
        if not isinstance(value, list):
            return Reading(trouble="login" if "code" in (value if isinstance(value, dict) else ()) else "format")
        gather = Gather(answer.url)
        uploads = ask.role.startswith("uploads")
        for row in plainjson.rows(value):
            (_upload if uploads else _post)(gather, row)
        role = next_role(ask.role, "uploads" if uploads else "posts", following.number(place, "pages", 3, MOST_PAGES))
        pages = answer.headers.get("x-wp-totalpages", "")
        number = int(role.strip("adlopstu") or 0)
        if role and pages.isdigit() and len(pages) < 9 and number <= int(pages):
            bare = answer.url.partition("&page=")[0]
            gather.ask(f"{bare}&page={number}", role, accept=JSON)
        return gather.reading()


def _route(place: Place, what: str, query: str) -> str:
    """The address of a route; as a parameter, which also works where addresses are not rewritten."""
    target = parsed(place.url)
    path = target.path if target else "/"
    folder = (
        path if path.endswith("/") else path.rpartition("/")[0] + "/" if "." in path.rpartition("/")[2] else f"{path}/"
    )
    return f"{following.root(place)[:-1]}{folder}?rest_route=/wp/v2/{what}&{query}"


def _post(gather: Gather, row: dict[str, object]) -> None:
    link, at = plainjson.text(row, "link"), moments.read(row.get("date_gmt"))
    title = markup.plain(plainjson.text(row, "title", "rendered"))
    said = following.pieces(plainjson.text(row, "content", "rendered"), link, gather, title)
    for shown in plainjson.rows(row, "_embedded", "wp:featuredmedia"):
        gather.show(_largest(shown), link, f"{title} {plainjson.words(shown, 'alt_text')}", at)
    gather.item(link, f"{title} {said}", at)


def _upload(gather: Gather, row: dict[str, object]) -> None:
    if plainjson.text(row, "media_type") != "image" and not plainjson.text(row, "mime_type").startswith("video/"):
        return
    at = moments.read(row.get("date_gmt"))
    words = " ".join([
        markup.plain(plainjson.text(row, "title", "rendered")), plainjson.words(row, "alt_text"),
        markup.plain(plainjson.text(row, "caption", "rendered")),
    ])  # fmt: skip
    gather.show(_largest(row), row.get("link"), words, at)
    gather.item(row.get("link"), words, at)


def _largest(row: dict[str, object]) -> object:
    """The file as it was uploaded."""
    return row.get("source_url") or plainjson.at(row, "media_details", "sizes", "full", "source_url")
