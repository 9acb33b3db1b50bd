"""What a kind of source is told and what it answers: values only, no socket and no row.

The crawl fetches what a kind asks for through the guarded door and hands the answer back; so a kind can be tried with
recorded answers. A kind never raises for what a server says: it names the trouble.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, Self

from agencies.doors.exchange import Fetched


@dataclass(frozen=True, slots=True)
class Place:
    """One source as its kind sees it: where it begins, how many links deep, and the kind's own checked fields."""

    url: str
    depth: int = 3
    language: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """An address to fetch. `role` (at most 12 letters) tells the kind's reader later what the answer is.

    The role MEDIA says that the address is a picture or clip itself: it joins the frontier as media and is never read.
    `accept`: the Accept header, empty for any. `depth`: links from the start.
    """

    url: str
    role: str = "page"
    depth: int = 0
    accept: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said: the address after redirects, status, header fields in lower case, body (at most 5 MB)."""

    url: str
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, got: Fetched) -> Self:
        """What the door fetched, as kinds read it."""
        return cls(got.url_final, got.status, got.body, {name.lower(): value for name, value in got.headers})

    @property
    def content_type(self) -> str:
        """The media type without parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture or clip that an answer names, the page that shows it, the words beside it and when it appeared."""

    url: str
    page_url: str = ""
    text: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A post, entry or result: its own page, its words (for watched words and search terms) and when it appeared."""

    url: str
    text: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer leads to. `outside`: links to other hosts, for discovery only; they are never followed unasked.

    `trouble`: one word of TROUBLES when the answer could not be read. `learned`: options of the source that the answer
    tells (a search template, for example); they are checked and kept with the source.
    """

    asks: tuple[Ask, ...] = ()
    media: tuple[Shown, ...] = ()
    items: tuple[Item, ...] = ()
    outside: tuple[str, ...] = ()
    trouble: str = ""
    learned: tuple[tuple[str, str], ...] = ()


MEDIA = "media"  # a role
TROUBLES = ("format", "empty", "refused", "login", "limit", "moved")
MOST_ASKS = MOST_MEDIA = MOST_ITEMS = 2000  # of one answer


@dataclass(frozen=True, slots=True)
class Option:
    """A field of a kind's own: its name, what it says (msgid), an example, and whether it may be empty.

    `secret`: a key or password. It is kept sealed, never shown again, and reaches the kind only in `Place.options`.
    `choices`: the values that it may have; empty means any text.
    """

    name: str
    label: str
    example: str = ""
    required: bool = False
    secret: bool = False
    choices: tuple[str, ...] = ()


class Kind(Protocol):
    """A kind of source: one module of cases.detection.sources behind one line of its table."""

    name: str
    label: str  # msgid
    help: str  # msgid: what address to give
    options: tuple[Option, ...]
    withheld: str  # msgid: why the interface does not offer this kind yet; empty when it does

    def check(self, place: Place) -> str:
        """The msgid of what is wrong with the place, or an empty string."""

    def start(self, place: Place) -> tuple[Ask, ...]:
        """What a round asks first."""

    def read(self, place: Place, ask: Ask, answer: Answer) -> Reading:
        """What an answer with status 200 leads to."""


class Search(Protocol):
    """A kind that can be asked for words. Terms are never logged and never part of an error.

    The address of such an Ask contains the term: it is stored sealed, like the term itself.
    """

    def asks(self, place: Place, term: str) -> tuple[Ask, ...]:
        """What asks this source for a term; the answers go to `read`."""


class Keyed(Protocol):
    """A kind whose requests carry a key. The headers are made when an entry is fetched and stored nowhere."""

    def headers(self, place: Place, ask: Ask) -> Mapping[str, str]:
        """Header fields to send with this ask to the place's own host, and to no other host after a redirect."""
