"""One picture or clip at an address of its own."""

from cases.detection import following
from cases.detection.reading import MEDIA, Answer, Ask, Option, Place, Reading
from cases.detection.words import gettext_noop


class Direct:
    """Looks at the file itself again and again: whether it is there, and what it shows now."""

    name = "direct"
    label = gettext_noop("One picture or clip")
    help = gettext_noop("The address of the file itself.")
    options: tuple[Option, ...] = ()
    withheld = ""

    def check(self, place: Place) -> str:
        """Nothing of its own: many files have addresses without an ending."""
        return ""

    def start(self, place: Place) -> tuple[Ask, ...]:
        """The file."""
        return (Ask(place.url, MEDIA),)

    def read(self, place: Place, ask: Ask, answer: Answer) -> Reading:
        """A page in its place is read like a page: many hosts show one around the file."""
        return following.single(place, ask, answer)
