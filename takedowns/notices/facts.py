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

from takedowns.notices.bases import OURS, Basis, Capacity, Element, Kind, Recipient

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
    RECORD = "record"  # no statement of a person, but the agency's own record of the case
    ORGANISATION = "organisation"  # the organisation that holds the mandate and whose notice we pass on


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
    RETIRED = "retired"  # a block of its text was retired by the platform's lawyer


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
class Way:
    """How the places with these numbers (from 1) were identified."""

    identified: Identified
    band: Band | None
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class NoticeFacts:
    """The facts of one notice to one service. `found_at` is aware; `requested_hours` run from receipt.

    `identified` and `band` are the weakest of all places; `ways` tells them apart where they differ.
    """

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
    ways: tuple[Way, ...] = ()
    looked: Looked = Looked.NOBODY
    non_consent: NonConsent = NonConsent.UNKNOWN
    requested_hours: int = 24
    signature: str = ""
    mandate_reference: str = ""
    recipient: Recipient = Recipient.SITE
    record_reference: str = ""  # of the agency's record where the good faith statement rests on it
    police_contact: str = ""  # where investigating authorities reach the agency
    police_file: str = ""
    duty_identities: Mapping[str, str] = field(default_factory=dict)  # by language, for people; English in the header
    remark: str = ""  # free text of the officer, never translated
    remark_in: str = ""  # its language by its own name, as "Deutsch"
    extra: Mapping[Element, str] = field(default_factory=dict)


STATED = frozenset({
    Element.GROUNDS, Element.ACCURACY, Element.INTIMATE, Element.TRUTH, Element.UNAUTHORISED, Element.PERJURY,
})  # fixed sentences of the text  # fmt: skip
PRESENT: Mapping[Element, Callable[[NoticeFacts], object]] = {
    Element.SIGNATURE: lambda facts: facts.signature.strip(),
    Element.CAPACITY: lambda facts: facts.capacity in OURS,
    Element.URLS: lambda facts: facts.places,
    Element.NON_CONSENT: lambda facts: facts.non_consent is not NonConsent.UNKNOWN,
    Element.NOTIFIER_NAME: lambda facts: facts.agency_name.strip(),
    Element.NOTIFIER_EMAIL: lambda facts: facts.agency_email.strip(),
    Element.CONTACT: lambda facts: facts.agency_email.strip(),
}
ONE_LINE: tuple[str, ...] = ("reference", "host", "agency_name", "agency_email", "agency_postal", "duty_identity")
ONE_LINE += ("contest_contact", "signature", "mandate_reference", "record_reference", "police_contact", "police_file")
ONE_LINE += ("remark",)


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


def demanded(bases: Collection[Basis], kind: Kind) -> frozenset[Element]:
    """What the bases of one notice demand together."""
    return frozenset(element for basis in bases for element in basis.required(kind))


def elements(bases: Collection[Basis], facts: NoticeFacts, stated: Collection[Element]) -> Iterator[Problem]:
    """Required elements that are absent and forbidden ones that are present; `stated` by fixed sentences of the text."""
    required = demanded(bases, facts.kind)
    for element in required:
        present = PRESENT.get(element, lambda given, key=element: key in stated or given.extra.get(key, "").strip())
        if not present(facts):
            yield Problem(Trouble.MISSING, element)
    for element in facts.extra:
        if element not in required or any(element in basis.forbidden_elements for basis in bases):
            yield Problem(Trouble.FORBIDDEN, element)
        elif hidden_character(facts.extra[element]):
            yield Problem(Trouble.CONTROL_CHARACTER, element)


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
    if facts.non_consent is NonConsent.RECORD and not facts.record_reference.strip():
        yield Problem(Trouble.MISSING, "record_reference")


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


def missing(
    basis: Basis,
    facts: NoticeFacts,
    *,
    also: Collection[Basis] = (),
    stated: Collection[Element] = STATED,
    withheld: Collection[str] = (),
) -> tuple[Problem, ...]:
    """All problems that block the approval of this notice, sorted; empty when it may be approved.

    `also`: further bases of it; `stated`: the elements that its fixed sentences state (texts.stated).

    `withheld` are names and words that must not appear (the person's name, the officers' names). Addresses are not
    searched for them: an address must stay exact even where the site put a name into it.
    """
    found = {*elements((basis, *also), facts, stated), *forms(facts), *identification(facts)}
    if facts.kind not in basis.content_classes:
        found.add(Problem(Trouble.NOT_COVERED, facts.kind))
    if facts.capacity not in basis.filer_capacities & OURS:
        found.add(Problem(Trouble.NOT_OUR_CAPACITY, facts.capacity))
    said = {name: getattr(facts, name) for name in ONE_LINE} | {"places": " ".join(p.locator for p in facts.places)}
    said |= {str(element): text for element, text in facts.extra.items() if element is not Element.DEPICTED_NAME}
    found |= {
        Problem(Trouble.NAMES_SOMEBODY, name) for name, text in said.items() if any(names(w, text) for w in withheld)
    }
    return tuple(sorted(found))


def deadline(basis: Basis, facts: NoticeFacts, also: Collection[Basis] = ()) -> tuple[int, str]:
    """(hours from receipt, who set them): the shortest limit of the bases that bind this recipient, else what the agency asks.

    Who: "law", "code" (of conduct), the phrase of a law without hours, or "asked".
    """
    binding = [each for each in (basis, *also) if facts.recipient in each.addressees]
    limits = [(each.deadline_hours, each.deadline_set_by) for each in binding if each.deadline_hours]
    if limits:
        return min(limits, key=lambda limit: (limit[0], limit[1] != "law"))
    phrase = basis.deadline_phrase if basis in binding else None
    return facts.requested_hours, "asked" if phrase in {None, "none"} else str(phrase)


def deadline_hours(basis: Basis, facts: NoticeFacts, also: Collection[Basis] = ()) -> int:
    """Hours from receipt: the shortest that the bases set, else what the agency asks for."""
    return deadline(basis, facts, also)[0]
