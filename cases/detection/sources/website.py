"""A web site: its pages are read link by link."""

from cases.detection import extract
from cases.detection.reading import Answer, Ask, Option, Place, Reading, Shown

PAGES = ("text/html", "application/xhtml+xml")


class Website:
    """Follows links of the same host down to the place's depth."""

    name = "website"
    label = "Web site"
    help = "The address of the first page."
    options: tuple[Option, ...] = ()
    withheld = ""

    def check(self, place: Place) -> str:
        """Nothing of its own."""
        return ""

    def start(self, place: Place) -> tuple[Ask, ...]:
        """The first page."""
        return (Ask(place.url),)

    def read(self, place: Place, ask: Ask, answer: Answer) -> Reading:
        """Links and media of a page."""
        if answer.content_type not in PAGES:
            return Reading(trouble="format")
        found = extract.extract(answer.body, answer.url)
        onward = found.pages if ask.depth < place.depth else ()
        return Reading(
            asks=tuple(Ask(address, depth=ask.depth + 1) for address in onward),
            media=tuple(Shown(address, page) for address, page in found.media),
        )
