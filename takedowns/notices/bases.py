"""The table of legal bases: which law a removal notice can rest on, and when a row may be used at all.

The rows are data (bases.json, with a version). A row is a lead for a lawyer, never advice: it may be used only while a named
lawyer of the platform has confirmed exactly this wording of it and nothing has run out. Where a fact of the row was not seen
in its source, the lawyer must also have written what settles it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cache
from hashlib import sha256
from importlib import resources
from types import NoneType
from typing import Any

from takedowns.recipients.rules import UNION


class Kind(StrEnum):
    ADULT = "adult_ncii"
    PROTECTED = "protected"  # a minor, or somebody who must be treated as one


class Capacity(StrEnum):
    """In which role a notice is filed; the last five are never ours and keep such rows out of reach."""

    SUBJECT = "subject"
    REPRESENTATIVE = "representative"
    DESIGNATED_BODY = "designated_body"
    RELAY = "relay"
    AUTHORITY = "authority"
    FLAGGER = "flagger"
    PROVIDER = "provider"
    RIGHTS_HOLDER = "rights_holder"
    TRIBUNAL = "tribunal"


OURS = frozenset({Capacity.SUBJECT, Capacity.REPRESENTATIVE, Capacity.DESIGNATED_BODY, Capacity.RELAY})


class Element(StrEnum):
    """What a basis can demand of a notice, or forbid in it."""

    SIGNATURE = "signature"
    CAPACITY = "capacity"
    URLS = "urls"
    GROUNDS = "grounds"
    NON_CONSENT = "non_consent"
    ACCURACY = "accuracy"
    NOTIFIER_NAME = "notifier_name"
    NOTIFIER_EMAIL = "notifier_email"
    CONTACT = "contact"
    INTIMATE = "intimate"  # the declaration that it is an intimate image, made by or for the person shown
    TRUTH = "truth"  # the declaration that the notice is true to the best of one's knowledge
    UNAUTHORISED = "unauthorised"  # the copyright owner's good faith statement
    PERSONAL_KNOWLEDGE = "personal_knowledge"
    LEGITIMACY = "legitimacy"
    COPYRIGHT_WORK = "copyright_work"
    PERJURY = "perjury"
    DISCLOSURE_CONSENT = "disclosure_consent"  # the person's informed consent that the sender's data may be disclosed
    DEPICTED_NAME = "depicted_name"
    DEPICTED_AGE = "depicted_age"
    DEPICTED_NATIONALITY = "depicted_nationality"
    PICTURE = "picture"


class Recipient(StrEnum):
    """Who gets a notice."""

    SITE = "site"  # who runs the site or platform
    HOST = "host"  # who hosts it
    CDN = "cdn"
    REGISTRAR = "registrar"
    SEARCH = "search"
    REGULATOR = "regulator"
    HOTLINE = "hotline"
    POLICE = "police"


REPORTED_TO = frozenset({Recipient.REGULATOR, Recipient.HOTLINE, Recipient.POLICE})  # they cannot remove anything


class Role(StrEnum):
    """What a row can do in a notice."""

    NOTICE = "notice"  # carries one; to others than its addressees as a request for help
    REPORT = "report"  # carries a report to its addressees, who are authorities or hotlines
    SUPPLEMENT = "supplement"  # national offences, named beside a row that carries the notice
    INFORMATION = "information"  # a duty or power of others; never chosen


class Fact(StrEnum):
    """The parts of a row that have a mark of their own."""

    CITATION = "citation"
    FILERS = "filers"
    ELEMENTS = "elements"
    DEADLINE = "deadline"
    FORCE = "force"
    LANGUAGES = "languages"
    FORM = "form"


ESSENTIAL = frozenset(Fact) - {Fact.LANGUAGES, Fact.FORM}  # an open one of these keeps the row unconfirmed


class Mark(StrEnum):
    CONFIRMED = "confirmed"  # the source named in the row was seen
    SECONDARY = "secondary"
    UNCONFIRMED = "unconfirmed"


class Status(StrEnum):
    CONFIRMED = "confirmed"  # every essential fact is
    UNCONFIRMED = "unconfirmed"


# what the country code EU in a row stands for
EU = UNION


class Refusal(StrEnum):
    """Why a row may not be used."""

    UNCONFIRMED = "unconfirmed"
    NOT_VERIFIED = "not_verified"
    ROW_CHANGED = "row_changed"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Confirmation:
    """A platform lawyer's word on one wording of a row; it lapses when the row changes (another `row_sha256`)."""

    verified_by: str
    verified_on: date
    row_sha256: str
    expires: date | None = None
    settled: str = ""  # what settles the open points of an unconfirmed row


@dataclass(frozen=True)
class Basis:
    """One row. Exactly one of `deadline_hours` and `deadline_phrase` is set; `sha256` is over the row as written."""

    code: str
    jurisdiction: str
    countries: frozenset[str]
    role: Role
    rank: int
    citation: str
    citation_en: str
    offences: Mapping[str, Mapping[str, str]]
    content_classes: frozenset[Kind]
    filer_capacities: frozenset[Capacity]
    addressees: frozenset[Recipient]
    required_elements: frozenset[Element]
    waived_for_protected: frozenset[Element]
    forbidden_elements: frozenset[Element]
    deadline_hours: int | None
    deadline_phrase: str | None
    deadline_set_by: str
    clock_start: str
    languages: tuple[str, ...]
    by_default: bool
    marks: Mapping[Fact, Mark]
    source: str
    source_url: str
    verified_by: str | None
    verified_on: date | None
    expires: date | None
    open_points: str
    status: Status
    sha256: str

    def required(self, kind: Kind) -> frozenset[Element]:
        """The elements demanded for this kind; a law may waive some for material of protected age (DSA 16(2)(c))."""
        return self.required_elements - (self.waived_for_protected if kind is Kind.PROTECTED else frozenset())

    def cited(self, language: str) -> str:
        """The citation for a text in this language: the law's own words where it is written in it, else English."""
        return self.citation if language in self.languages else self.citation_en

    def offence(self, kind: Kind, language: str) -> str:
        """The national offence for this kind as a text in this language names it, or nothing."""
        return self.offences.get(kind, {}).get("own" if language in self.languages else "en", "")


SETS: Mapping[str, type[StrEnum]] = {
    "content_classes": Kind,
    "filer_capacities": Capacity,
    "addressees": Recipient,
    "required_elements": Element,
    "waived_for_protected": Element,
    "forbidden_elements": Element,
}
TYPES: Mapping[str, tuple[type, ...]] = {
    "deadline_hours": (int, NoneType),
    "deadline_phrase": (str, NoneType),
    "by_default": (bool,),
    "rank": (int,),
    "offences": (dict,),
    "marks": (dict,),
    "verified_by": (str, NoneType),
    "verified_on": (str, NoneType),
    "expires": (str, NoneType),
    "languages": (list,),
    "countries": (list,),
    **dict.fromkeys(SETS, (list,)),
}


def row(data: Mapping[str, Any]) -> Basis:
    """One row of the table. Raises ValueError for a field that is missing, unknown or of the wrong type or value."""
    expected = {field.name for field in fields(Basis)} - {"sha256", "status"}
    if set(data) != expected:
        raise ValueError(f"{data.get('code')}: wrong fields {sorted(set(data) ^ expected)}")
    for name, value in data.items():
        if not isinstance(value, TYPES.get(name, (str,))):
            raise ValueError(f"{data['code']}: {name} is a {type(value).__name__}")
    if (data["deadline_hours"] is None) == (data["deadline_phrase"] is None):
        raise ValueError(f"{data['code']}: a deadline in hours or a phrase, one of them")
    if data["deadline_set_by"] not in {"law", "code"}:
        raise ValueError(f"{data['code']}: a deadline is set by law or by a code of conduct")
    marks = {Fact(name): Mark(mark) for name, mark in data["marks"].items()}
    if set(marks) != set(Fact):
        raise ValueError(f"{data['code']}: a mark for each of {', '.join(Fact)}")
    values: dict[str, Any] = dict(data)
    values |= {name: frozenset(map(kind, data[name])) for name, kind in SETS.items()}
    values |= {name: data[name] and date.fromisoformat(data[name]) for name in ("verified_on", "expires")}
    values |= {"countries": _countries(data["countries"]), "languages": tuple(data["languages"])}
    seen = all(marks[fact] is Mark.CONFIRMED for fact in ESSENTIAL)
    values |= {"role": Role(data["role"]), "marks": marks, "status": Status.CONFIRMED if seen else Status.UNCONFIRMED}
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return Basis(**values, sha256=sha256(canonical.encode()).hexdigest())


def _countries(names: list[str]) -> frozenset[str]:
    return frozenset(names) - {"EU"} | (EU if "EU" in names else frozenset())


def parse(text: str) -> tuple[Basis, ...]:
    """The table in the JSON text. Raises ValueError for a broken table or row or a code that occurs twice."""
    data = json.loads(text)
    if set(data) != {"version", "as_of", "rows"} or not isinstance(data["version"], int):
        raise ValueError("a table has a version, a date and rows")
    date.fromisoformat(data["as_of"])
    rows = tuple(map(row, data["rows"]))
    if len({basis.code for basis in rows}) != len(rows):
        raise ValueError("a code occurs twice")
    return rows


@cache
def load() -> tuple[Basis, ...]:
    """The table shipped with this version."""
    return parse(_text())


@cache
def version() -> int:
    """The version of the table; it rises with every change of a row."""
    return int(json.loads(_text())["version"])


def _text() -> str:
    return resources.files("takedowns.notices").joinpath("bases.json").read_text(encoding="utf-8")


def refusal(basis: Basis, confirmed: Mapping[str, Confirmation], today: date) -> Refusal | None:
    """Why the row may not be used today, or None. `confirmed` holds the lawyers' confirmations by code.

    For a row with an unconfirmed fact a confirmation counts only with the lawyer's words on what settles the open points.
    """
    word = confirmed.get(basis.code)
    if basis.status is not Status.CONFIRMED and (word is None or not word.settled.strip()):
        return Refusal.UNCONFIRMED
    if word is None and basis.verified_by and basis.verified_on:
        word = Confirmation(basis.verified_by, basis.verified_on, basis.sha256)
    if word is None or not word.verified_by.strip() or word.verified_on > today:
        return Refusal.NOT_VERIFIED
    if word.row_sha256 != basis.sha256:
        return Refusal.ROW_CHANGED
    if any(end is not None and end <= today for end in (basis.expires, word.expires)):
        return Refusal.EXPIRED
    return None


def usable(basis: Basis, confirmed: Mapping[str, Confirmation], today: date) -> bool:
    """Whether a notice may rest on this row today."""
    return refusal(basis, confirmed, today) is None
