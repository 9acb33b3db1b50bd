"""A site's own search, as its description document says (OpenSearch 1.1)."""

import re
from collections.abc import Callable
from urllib.parse import quote_plus

from lxml import etree

from cases.detection import extract, following, markup, syndication
from cases.detection.gather import Gather, next_role, parsed, same_site
from cases.detection.reading import Answer, Ask, Option, Place, Reading
from cases.detection.words import gettext_noop

DESCRIPTION = "application/opensearchdescription+xml, application/xml;q=0.9, */*;q=0.5"
PARAMETER = re.compile(r"\{(?:[\w.-]{1,40}:)?(\w{1,40})(\??)\}")
# From the most telling form of results to the least.
TYPES = ("application/atom+xml", "application/rss+xml", "text/html", "application/xhtml+xml")
ENCODINGS = {"utf-8": "utf-8", "euc-kr": "cp949", "cp949": "cp949", "shift_jis": "cp932", "euc-jp": "euc_jp",
             "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "iso-8859-1": "cp1252"}  # fmt: skip
PER_PAGE = 20
MOST_PAGES = 10


class OpenSearch:
    """Asks for a term in the form that the site describes; reads the list of results and each result's page."""

    name = "opensearch"
    label = gettext_noop("A site's own search (OpenSearch)")
    help = gettext_noop("The address of the search description, or of any page of the site that names one.")
    options: tuple[Option, ...] = (
        Option(
            "template",
            gettext_noop("Search address, if the site has no description"),
            "https://site.example/?q={searchTerms}",
        ),
        Option("encoding", gettext_noop("Character set of the search"), "utf-8", choices=tuple(ENCODINGS)),
        Option("first", gettext_noop("Number of the first page of results (0 or 1)"), "1"),
        Option("pages", gettext_noop("How many pages of results"), "2"),
    )
    withheld = ""

    def check(self, place: Place) -> str:
        """A template that has the term, and stays on this site."""
        template = place.options.get("template", "")
        if not template:
            return ""
        target = parsed(PARAMETER.sub("x", template))
        own = parsed(place.url)
        if target is None or own is None or "searchTerms" not in {match[1] for match in PARAMETER.finditer(template)}:
            return gettext_noop(
                "The search address has {searchTerms} where the word goes, and begins with http:// or https://."
            )
        if not same_site(own, target):
            return gettext_noop("The search address is of another site. It would learn the words.")
        return ""

    def start(self, place: Place) -> tuple[Ask, ...]:
        """The description; so a round notices when the site changes its search."""
        return (Ask(place.url, "describe", accept=DESCRIPTION),)

    def asks(self, place: Place, term: str) -> tuple[Ask, ...]:
        """The first pages of results; none as long as no description was read."""
        template = place.options.get("template", "")
        first = int(place.options.get("first", "1") == "1")
        found: dict[str, None] = {}
        if not template or self.check(place):
            return ()
        for page in range(following.number(place, "pages", 2, MOST_PAGES)):
            address = PARAMETER.sub(_filled(place, term, page, first), template)
            if target := parsed(address):
                found.setdefault(target.url)
        return tuple(Ask(address, "results", accept="text/html, application/xml;q=0.9, */*;q=0.5") for address in found)

    def read(self, place: Place, ask: Ask, answer: Answer) -> Reading:
        """The description, a page of results, or a result."""
        if ask.role == "describe":
            return Reading(trouble="moved") if following.moved(place, answer) else _describe(answer)
        if not ask.role.startswith("results"):
            return following.single(place, ask, answer)
        if following.is_page(answer):
            return _results(place, ask, answer)
        gather = Gather(answer.url)
        found = syndication.read(gather, answer)
        if found is None:
            return Reading(trouble="format")
        for link in found.links:
            gather.ask(link, "hit", depth=1)
        if role := next_role(ask.role, "results", MOST_PAGES):
            target = gather.address(found.next)
            if target is not None and gather.here(target):
                gather.ask(target.url, role)
        return gather.reading()


def _filled(place: Place, term: str, page: int, first: int) -> Callable[[re.Match[str]], str]:
    """What replaces each parameter of a template (section 4.4); an optional one that we do not know becomes empty."""
    codec = ENCODINGS.get(place.options.get("encoding", "utf-8").lower(), "utf-8")
    values = {
        "searchTerms": quote_plus(term, encoding=codec, errors="xmlcharrefreplace"),
        "startPage": str(page + first), "startIndex": str(page * PER_PAGE + first), "count": str(PER_PAGE),
        "language": quote_plus(place.language or "*"), "inputEncoding": codec, "outputEncoding": "utf-8",
    }  # fmt: skip
    return lambda match: values.get(match[1], "")


def _describe(answer: Answer) -> Reading:
    """The best template of a description document, or where a page says that the description is."""
    root = markup.document(answer.body, answer.headers.get("content-type", ""))
    if root is None or markup.name(root) != "opensearchdescription":
        gather = Gather(answer.url)
        for address in extract.read(answer.body, answer.url).searches[:1] if following.is_page(answer) else ():
            if address != gather.page_url:
                gather.ask(address, "describe", depth=1, accept=DESCRIPTION)
        return gather.reading("" if gather.asks else "format")
    ranked: list[tuple[int, str, str]] = []
    encoding = ""
    for part in root.iter(etree.Element):
        if markup.name(part) == "inputencoding":
            encoding = encoding or (part.text or "").strip().lower()
        kind, template = part.get("type", "").lower(), part.get("template", "")
        get = part.get("method", "get").lower() == "get" and part.get("rel", "results") == "results"
        if markup.name(part) == "url" and kind in TYPES and get and "searchTerms" in template:
            offset = part.get("pageOffset" if "startPage" in template else "indexOffset", "1")
            ranked.append((TYPES.index(kind), template, offset))
    gather = Gather(answer.url)
    if not ranked or (target := _absolute(gather, min(ranked)[1])) is None:
        return Reading(trouble="format")
    offset = min(ranked)[2]
    return gather.reading(
        learned={"template": target, "encoding": encoding if encoding in ENCODINGS else "utf-8",
                 "first": "0" if offset == "0" else "1"}
    )  # fmt: skip


def _absolute(gather: Gather, template: str) -> str | None:
    """A template with a whole address; its parameters stay as they are, and it must lead to the describing site."""
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[0])
        return f"xq{len(held) - 1}qx"

    target = gather.address(PARAMETER.sub(hold, template.strip()))
    if target is None or not gather.here(target):
        return None
    return re.sub(r"xq(\d{1,2})qx", lambda match: held[int(match[1])] if int(match[1]) < len(held) else "", target.url)


def _results(place: Place, ask: Ask, answer: Answer) -> Reading:
    """A page of results: what it shows and says, and the pages that it leads to on this site."""
    found = extract.read(answer.body, answer.url, answer.headers.get("content-type", ""))
    gather = Gather(answer.url)
    if role := next_role(ask.role, "results", MOST_PAGES):
        for url in list(found.next)[:3]:
            gather.ask(url, role)
    for address in found.pages:
        if address not in found.next and place.depth > 0:
            gather.ask(address, "hit", depth=1)
    reading = gather.reading()
    return Reading(asks=reading.asks, media=found.media, items=found.items, outside=found.outside)
