"""A web site: its pages are read link by link."""

from cases.detection import following, rules
from cases.detection.gather import parsed
from cases.detection.reading import Answer, Ask, Option, Place, Reading
from cases.detection.words import gettext_noop


class Website:
    """Follows links of the same site down to the place's depth, and lists to their end."""

    name = "website"
    label = gettext_noop("Web site")
    help = gettext_noop("The address of the first page.")
    options: tuple[Option, ...] = (
        Option(
            "also", gettext_noop("More addresses to begin at"), "https://site.example/new https://site.example/forum/"
        ),
        Option("include", gettext_noop("Read only paths that begin like these"), "/gallery/ /thread/*"),
        Option("browser", gettext_noop("Does it show its pictures only in a browser?"), "no", choices=("no", "yes")),
        Option("exclude", gettext_noop("Never read paths that begin like these"), "/help/ *.pdf$"),
    )
    withheld = ""

    def check(self, place: Place) -> str:
        """Rules that can be read, and further addresses that are addresses."""
        if any(parsed(address) is None for address in rules.split(place.options.get("also", ""))):
            return gettext_noop("One of the further addresses is not an address. Each begins with http:// or https://.")
        return rules.wrong(place)

    def start(self, place: Place) -> tuple[Ask, ...]:
        """The first page, and the further first pages."""
        also = (found.url for address in rules.split(place.options.get("also", "")) if (found := parsed(address)))
        return tuple(dict.fromkeys(Ask(url) for url in (place.url, *also)))

    def read(self, place: Place, ask: Ask, answer: Answer) -> Reading:
        """Links, media and words of a page."""
        if ask.depth == 0 and ask.url == place.url and following.moved(place, answer):
            return Reading(outside=(answer.url,), trouble="moved")
        return following.follow(place, ask, answer)
