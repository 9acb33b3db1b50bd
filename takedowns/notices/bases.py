"""The table of legal bases: which law a removal notice can rest on, and when a row may be used at all.

The rows are data (bases.json). A row is a lead for a lawyer, never advice: it may be used only while its source was
seen (status confirmed), a named lawyer has confirmed exactly this wording of the row, and neither has run out.
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
    DEPICTED_NAME = "depicted_name"
    DEPICTED_AGE = "depicted_age"
    DEPICTED_NATIONALITY = "depicted_nationality"
    PICTURE = "picture"


class Status(StrEnum):
    CONFIRMED = "confirmed"  # the source named in the row was seen
    UNCONFIRMED = "unconfirmed"  # second hand, or a part of it is open


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


@dataclass(frozen=True)
class Basis:
    """One row. Exactly one of `deadline_hours` and `deadline_phrase` is set; `sha256` is over the row as written."""

    code: str
    jurisdiction: str
    countries: frozenset[str]
    citation: str
    content_classes: frozenset[Kind]
    filer_capacities: frozenset[Capacity]
    required_elements: frozenset[Element]
    waived_for_protected: frozenset[Element]
    forbidden_elements: frozenset[Element]
    deadline_hours: int | None
    deadline_phrase: str | None
    clock_start: str
    languages: tuple[str, ...]
    by_default: bool
    source: str
    source_url: str
    verified_by: str | None
    verified_on: date | None
    expires: date | None
    status: Status
    open_points: str
    sha256: str

    def required(self, kind: Kind) -> frozenset[Element]:
        """The elements demanded for this kind; a law may waive some for material of protected age (DSA 16(2)(c))."""
        return self.required_elements - (self.waived_for_protected if kind is Kind.PROTECTED else frozenset())


SETS: Mapping[str, type[StrEnum]] = {
    "content_classes": Kind,
    "filer_capacities": Capacity,
    "required_elements": Element,
    "waived_for_protected": Element,
    "forbidden_elements": Element,
}
TYPES: Mapping[str, tuple[type, ...]] = {
    "deadline_hours": (int, NoneType),
    "deadline_phrase": (str, NoneType),
    "by_default": (bool,),
    "verified_by": (str, NoneType),
    "verified_on": (str, NoneType),
    "expires": (str, NoneType),
    "languages": (list,),
    "countries": (list,),
    **dict.fromkeys(SETS, (list,)),
}


def row(data: Mapping[str, Any]) -> Basis:
    """One row of the table. Raises ValueError for a field that is missing, unknown or of the wrong type."""
    expected = {field.name for field in fields(Basis)} - {"sha256"}
    if set(data) != expected:
        raise ValueError(f"{data.get('code')}: wrong fields {sorted(set(data) ^ expected)}")
    for name, value in data.items():
        if not isinstance(value, TYPES.get(name, (str,))):
            raise ValueError(f"{data['code']}: {name} is a {type(value).__name__}")
    if (data["deadline_hours"] is None) == (data["deadline_phrase"] is None):
        raise ValueError(f"{data['code']}: a deadline in hours or a phrase, one of them")
    values: dict[str, Any] = dict(data)
    values |= {name: frozenset(map(kind, data[name])) for name, kind in SETS.items()}
    values |= {name: data[name] and date.fromisoformat(data[name]) for name in ("verified_on", "expires")}
    values |= {"countries": frozenset(data["countries"]), "languages": tuple(data["languages"])}
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return Basis(**(values | {"status": Status(data["status"]), "sha256": sha256(canonical.encode()).hexdigest()}))


def parse(text: str) -> tuple[Basis, ...]:
    """The table in the JSON text. Raises ValueError for a broken row or a code that occurs twice."""
    rows = tuple(map(row, json.loads(text)))
    if len({basis.code for basis in rows}) != len(rows):
        raise ValueError("a code occurs twice")
    return rows


@cache
def load() -> tuple[Basis, ...]:
    """The table shipped with this version."""
    return parse(resources.files("takedowns.notices").joinpath("bases.json").read_text(encoding="utf-8"))


def refusal(basis: Basis, confirmed: Mapping[str, Confirmation], today: date) -> Refusal | None:
    """Why the row may not be used today, or None. `confirmed` holds the lawyers' confirmations by code.

    A confirmation never lifts `status: unconfirmed`: an open point in the law is closed in the table, with its source.
    """
    if basis.status is not Status.CONFIRMED:
        return Refusal.UNCONFIRMED
    word = confirmed.get(basis.code)
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
