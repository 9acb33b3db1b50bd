"""What a notice states, and what is missing before it may be approved.

No field exists for the name, age, nationality or language of the person shown (HARMS 14); a basis that demands more
gets it through `extra`, and `missing` refuses it where the basis does not.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from takedowns.notices.bases import OURS, Basis, Capacity, Element, Kind

MAX_PLACES = 250  # the smallest limit among the provider interfaces; longer lists are split by the caller
MIN_HOURS, MAX_HOURS = 2, 720
CONTEST_WORKING_DAYS = 5
REFERENCE = re.compile(r"[A-Z0-9][A-Z0-9-]{2,38}[A-Z0-9]")
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")
DUTY_IDENTITY = re.compile(r"[^\d,]+ \d+, .+")


class Identified(StrEnum):
    EXACT = "exact"  # equal cryptographic digest
    NEAR = "near"  # near perceptual fingerprint
    DETAILS = "details"  # near perceptual fingerprints of details of a picture
    FRAMES = "frames"  # near perceptual fingerprints of a clip's frames, in order
    SOUND = "sound"  # near fingerprints of a clip's sound
    REPORTED = "reported"  # no comparison; somebody reported the address


COMPARED = {Identified.NEAR, Identified.DETAILS, Identified.FRAMES, Identified.SOUND}  # more or less certain


class Band(StrEnum):
    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Looked(StrEnum):
    """Who checked the identification with their own eyes."""

    NOBODY = "nobody"
    PAGE = "page"  # an officer read the address and the page record; nobody opened the picture
    OFFICER = "officer"
    PERSON = "person"  # the person shown or their legal representative


class NonConsent(StrEnum):
    """Whose statement on file says that the publication is not consensual."""

    UNKNOWN = "unknown"
    PERSON = "person"
    REPRESENTATIVE = "representative"


class Trouble(StrEnum):
    """A named problem; every one of them blocks approval."""

    MISSING = "missing"
    FORBIDDEN = "forbidden"
    MALFORMED = "malformed"
    CONTROL_CHARACTER = "control_character"
    NOT_COVERED = "not_covered"
    NOT_OUR_CAPACITY = "not_our_capacity"
    NEEDS_EYES = "needs_eyes"
    NAMES_SOMEBODY = "names_somebody"
    TOO_MANY = "too_many"


@dataclass(frozen=True, order=True)
class Problem:
    """One problem: what, and with which element or field."""

    trouble: Trouble
    what: str


@dataclass(frozen=True)
class Place:
    """An exact address and, where the address is not enough, where on the page (post number, second, account)."""

    url: str
    locator: str = ""


@dataclass(frozen=True)
class NoticeFacts:
    """The facts of one notice to one service. `found_at` is aware; `requested_hours` run from receipt."""

    reference: str
    places: tuple[Place, ...]
    host: str
    found_at: datetime
    kind: Kind
    capacity: Capacity
    agency_name: str
    agency_email: str
    duty_identity: str
    identified: Identified
    contest_contact: str
    agency_postal: str = ""
    band: Band | None = None
    looked: Looked = Looked.NOBODY
    non_consent: NonConsent = NonConsent.UNKNOWN
    requested_hours: int = 24
    signature: str = ""
    mandate_reference: str = ""
    duty_identities: Mapping[str, str] = field(default_factory=dict)  # by language, for people; English in the header
    extra: Mapping[Element, str] = field(default_factory=dict)


ALWAYS_PRESENT = {Element.GROUNDS, Element.ACCURACY}  # fixed sentences of the text
PRESENT: Mapping[Element, Callable[[NoticeFacts], object]] = {
    Element.SIGNATURE: lambda facts: facts.signature.strip(),
    Element.CAPACITY: lambda facts: facts.capacity in OURS,
    Element.URLS: lambda facts: facts.places,
    Element.NON_CONSENT: lambda facts: facts.non_consent is not NonConsent.UNKNOWN,
    Element.NOTIFIER_NAME: lambda facts: facts.agency_name.strip(),
    Element.NOTIFIER_EMAIL: lambda facts: facts.agency_email.strip(),
    Element.CONTACT: lambda facts: facts.agency_email.strip(),
    **dict.fromkeys(ALWAYS_PRESENT, lambda facts: True),
}
ONE_LINE: tuple[str, ...] = ("reference", "host", "agency_name", "agency_email", "agency_postal", "duty_identity")
ONE_LINE += ("contest_contact", "signature", "mandate_reference")


def hidden_character(text: str) -> bool:
    """Whether the text holds a control, line-break or direction-changing character, which could forge a line."""
    return any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in text)


def is_exact_url(url: str) -> bool:
    """Whether the address is a complete http(s) address with a host and no white space."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", url)
    except ValueError:
        return False


def elements(basis: Basis, facts: NoticeFacts) -> Iterator[Problem]:
    """Required elements that are absent and forbidden ones that are present."""
    required = basis.required(facts.kind)
    for element in required:
        present = PRESENT.get(element, lambda given, key=element: given.extra.get(key, "").strip())
        if not present(facts):
            yield Problem(Trouble.MISSING, element)
    for element in facts.extra:
        if element in basis.forbidden_elements or element not in required:
            yield Problem(Trouble.FORBIDDEN, element)


def forms(facts: NoticeFacts) -> Iterator[Problem]:
    """Values that are absent in every notice, malformed, or that would break a line."""
    for name in ONE_LINE:
        if hidden_character(getattr(facts, name)):
            yield Problem(Trouble.CONTROL_CHARACTER, name)
    if any(hidden_character(place.url + place.locator) for place in facts.places):
        yield Problem(Trouble.CONTROL_CHARACTER, "places")
    right = {
        "reference": bool(REFERENCE.fullmatch(facts.reference)),
        "duty_identity": bool(DUTY_IDENTITY.fullmatch(facts.duty_identity)),
        "agency_email": bool(ADDRESS.fullmatch(facts.agency_email)),
        "places": all(is_exact_url(place.url) for place in facts.places),
        "found_at": facts.found_at.utcoffset() is not None,
        "requested_hours": MIN_HOURS <= facts.requested_hours <= MAX_HOURS,
    }
    yield from (Problem(Trouble.MALFORMED, name) for name, fine in right.items() if not fine)
    if len(facts.places) > MAX_PLACES:
        yield Problem(Trouble.TOO_MANY, "places")
    yield from (
        Problem(Trouble.MISSING, name) for name in ("host", "contest_contact") if not getattr(facts, name).strip()
    )
    if facts.capacity is Capacity.REPRESENTATIVE and not facts.mandate_reference.strip():
        yield Problem(Trouble.MISSING, "mandate_reference")  # HARMS 16


def identification(facts: NoticeFacts) -> Iterator[Problem]:
    """HARMS 18 and 19: only the band "certain" goes out without eyes on it."""
    if facts.identified in COMPARED and facts.band is None:
        yield Problem(Trouble.MISSING, "band")
    unsure = facts.identified in COMPARED and facts.band is not Band.CERTAIN
    if unsure and facts.looked not in {Looked.OFFICER, Looked.PERSON}:
        yield Problem(Trouble.NEEDS_EYES, "looked")


def names(word: str, text: str) -> bool:
    """Whether the text names the word: whole words in Latin letters, anywhere in scripts that append particles."""
    word = word.strip().casefold()
    pattern = rf"(?<!\w){re.escape(word)}(?!\w)" if word.isascii() else re.escape(word)
    return bool(word) and re.search(pattern, text.casefold()) is not None


def missing(basis: Basis, facts: NoticeFacts, *, withheld: Collection[str] = ()) -> tuple[Problem, ...]:
    """All problems that block the approval of this notice, sorted; empty when it may be approved.

    `withheld` are names and words that must not appear (the person's name, the officers' names). Addresses are not
    searched for them: an address must stay exact even where the site put a name into it.
    """
    found = {*elements(basis, facts), *forms(facts), *identification(facts)}
    if facts.kind not in basis.content_classes:
        found.add(Problem(Trouble.NOT_COVERED, facts.kind))
    if facts.capacity not in basis.filer_capacities & OURS:
        found.add(Problem(Trouble.NOT_OUR_CAPACITY, facts.capacity))
    said = {name: getattr(facts, name) for name in ONE_LINE} | {"places": " ".join(p.locator for p in facts.places)}
    found |= {
        Problem(Trouble.NAMES_SOMEBODY, name) for name, text in said.items() if any(names(w, text) for w in withheld)
    }
    return tuple(sorted(found))


def deadline_hours(basis: Basis, facts: NoticeFacts) -> int:
    """Hours from receipt: the law's own where it names some, else what the agency asks for."""
    return basis.deadline_hours or facts.requested_hours
