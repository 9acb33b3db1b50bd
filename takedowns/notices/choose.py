"""Which legal basis a notice to a host rests on, with the reasons for the officer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from takedowns.notices.bases import OURS, Basis, Capacity, Confirmation, Kind, refusal
from takedowns.notices.wording import CODES_WITH_TEXT


class Why(StrEnum):
    """Keys of reasons; words.py has their sentences."""

    IN_FORCE_AT_HOST = "in_force_at_host"
    CONFIRMED = "confirmed"
    NO_LAW_KNOWN = "no_law_known"
    CLASS_NOT_COVERED = "class_not_covered"
    NOT_OUR_CAPACITY = "not_our_capacity"
    NEVER_BY_DEFAULT = "never_by_default"
    NO_TEXT = "no_text"
    UNCONFIRMED = "unconfirmed"
    NOT_VERIFIED = "not_verified"
    ROW_CHANGED = "row_changed"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Reason:
    """One reason; its sentence is `words.WHY[key]`."""

    key: Why
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """The chosen row, or None with the named problem `no_usable_basis`, which blocks the notice."""

    basis: Basis | None
    reasons: tuple[Reason, ...]

    @property
    def problem(self) -> str | None:
        return None if self.basis else "no_usable_basis"


def objection(
    basis: Basis, kind: Kind, capacity: Capacity, today: date, confirmed: Mapping[str, Confirmation]
) -> Why | None:
    """Why this row does not fit, or None."""
    if not basis.by_default:
        return Why.NEVER_BY_DEFAULT
    if capacity not in basis.filer_capacities & OURS:
        return Why.NOT_OUR_CAPACITY
    if kind not in basis.content_classes:
        return Why.CLASS_NOT_COVERED
    if refused := refusal(basis, confirmed, today):
        return Why(refused.value)
    return None if basis.code in CODES_WITH_TEXT else Why.NO_TEXT


def choose(
    bases: Sequence[Basis],
    *,
    host_country: str,
    content_class: Kind,
    protected: bool,
    capacity: Capacity,
    today: date,
    confirmed: Mapping[str, Confirmation],
) -> Choice:
    """The basis for a host in `host_country` (ISO 3166 alpha-2); a narrower law goes before a wider one.

    `protected` wins over `content_class`: any doubt about age takes the protected path. There is no falling back to
    the law of another country; without a usable row the choice is a named problem.
    """
    country, kind = host_country.upper(), Kind.PROTECTED if protected else content_class
    here = sorted((b for b in bases if country in b.countries), key=lambda b: (len(b.countries), b.code))
    reasons: list[Reason] = []
    for basis in here:
        values = {"code": basis.code, "country": country, "capacity": capacity.value, "open": basis.open_points}
        why = objection(basis, kind, capacity, today, confirmed)
        if why is None:
            return Choice(basis, (*reasons, Reason(Why.IN_FORCE_AT_HOST, values), Reason(Why.CONFIRMED, values)))
        reasons.append(Reason(why, values))
    return Choice(None, tuple(reasons) or (Reason(Why.NO_LAW_KNOWN, {"country": country}),))
