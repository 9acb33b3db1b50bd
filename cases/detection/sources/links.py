"""A list of addresses that somebody has: pages, pictures and clips on any site, looked at again and again."""

from cases.detection import following, linklist
from cases.detection.reading import MEDIA, MOST_ASKS, Answer, Ask, Option, Place, Reading
from cases.detection.words import gettext_noop


class Links:
    """Looks at each address of a list; links on the pages are not followed."""

    name = "links"
    label = gettext_noop("List of addresses")
    help = gettext_noop("Any address of the list; it names the source. The list itself is pasted or loaded as CSV.")
    options: tuple[Option, ...] = (
        Option(
            "addresses",
            gettext_noop("The addresses, one a line, as text or CSV"),
            "https://site.example/post/1",
            required=True,
        ),
    )
    withheld = ""

    def check(self, place: Place) -> str:
        """A list with at least one address."""
        found = linklist.read(place.options.get("addresses", ""))
        return "" if found.addresses else gettext_noop("There is no address in this list.")

    def start(self, place: Place) -> tuple[Ask, ...]:
        """Every address once, sorted by host; pictures and clips as such."""
        found = linklist.read(place.options.get("addresses", ""), most=MOST_ASKS)
        return tuple(Ask(url, MEDIA if following.is_media_url(url) else "page") for url in found.addresses)

    def read(self, place: Place, ask: Ask, answer: Answer) -> Reading:
        """What one page shows and says."""
        return following.single(place, ask, answer)
