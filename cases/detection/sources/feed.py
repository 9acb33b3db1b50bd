"""A feed: RSS, Atom or JSON."""

from cases.detection import extract, following, syndication
from cases.detection.gather import Gather, next_role
from cases.detection.reading import Answer, Ask, Option, Place, Reading
from cases.detection.words import gettext_noop


class Feed:
    """Reads the entries with their pictures and words, and each entry's own page."""

    name = "feed"
    label = gettext_noop("Feed (RSS, Atom, JSON)")
    help = gettext_noop("The address of the feed, or of a page that names one.")
    options: tuple[Option, ...] = (
        Option("pages", gettext_noop("Read the page of each entry too?"), "yes", choices=("yes", "no")),
    )  # fmt: skip
    withheld = ""

    def check(self, place: Place) -> str:
        """Nothing of its own."""
        return ""

    def start(self, place: Place) -> tuple[Ask, ...]:
        """The feed."""
        return (Ask(place.url, "feed", accept=syndication.ACCEPT),)

    def read(self, place: Place, ask: Ask, answer: Answer) -> Reading:
        """A feed, a page that names one, or the page of an entry."""
        if not ask.role.startswith("feed"):
            return following.single(place, ask, answer)
        gather = Gather(answer.url)
        found = syndication.read(gather, answer)
        if found is None:
            named = extract.read(answer.body, answer.url).feeds if ask.depth == 0 else ()
            for address in named[:5]:
                gather.ask(address, "feed", depth=1, accept=syndication.ACCEPT)
            return gather.reading("" if named else "format")
        for link in found.links:
            _page(place, gather, link)
        if role := next_role(ask.role, "feed"):
            gather.ask(found.next, role, depth=ask.depth, accept=syndication.ACCEPT)
        return gather.reading()


def _page(place: Place, gather: Gather, link: str) -> None:
    """The page of an entry, unless it is a picture itself or the source reads feeds alone."""
    target = gather.address(link)
    if target is None:
        return
    if following.is_media_url(target.url):
        gather.show(target.url)
    elif place.options.get("pages") != "no" and place.depth > 0 and gather.here(target):
        gather.ask(target.url, depth=1)
    else:
        gather.away(target.url)
