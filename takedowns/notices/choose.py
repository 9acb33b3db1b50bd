"""Which legal bases a notice rests on, with the reasons for the officer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from takedowns.notices import blocks
from takedowns.notices.bases import OURS, Basis, Capacity, Confirmation, Kind, Recipient, Role, refusal

MOST = 3  # bases in one notice


class Why(StrEnum):
    """Keys of reasons; words.py has their sentences."""

    IN_FORCE_AT_HOST = "in_force_at_host"
    IN_FORCE_AT_SERVICE = "in_force_at_service"
    CONFIRMED = "confirmed"
    ALSO = "also"
    ONLY_HELP = "only_help"
    SHORTEST = "shortest"
    CHOSEN = "chosen"
    NO_LAW_KNOWN = "no_law_known"
    CLASS_NOT_COVERED = "class_not_covered"
    NOT_OUR_CAPACITY = "not_our_capacity"
    NEEDS_MANDATE = "needs_mandate"
    NOT_FOR_RECIPIENT = "not_for_recipient"
    INFORMATION = "information"
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
    """The chosen row and those named beside it, or None with the named problem `no_usable_basis`, which blocks the notice."""

    basis: Basis | None
    reasons: tuple[Reason, ...]
    also: tuple[Basis, ...] = ()

    @property
    def problem(self) -> str | None:
        return None if self.basis else "no_usable_basis"


@dataclass(frozen=True)
class Situation:
    """What the choice depends on. `wanted`: codes that the officer asked for, the only way to a row that is never a default."""

    kind: Kind
    capacity: Capacity
    mandated: bool
    recipient: Recipient
    today: date
    confirmed: Mapping[str, Confirmation]
    wanted: Sequence[str] = ()


def objection(basis: Basis, at: Situation) -> Why | None:
    """Why this row does not fit, or None."""
    refused = refusal(basis, at.confirmed, at.today)
    why = {
        Why.INFORMATION: not blocks.choosable(basis),
        Why.NEVER_BY_DEFAULT: not basis.by_default and basis.code not in at.wanted,
        Why.NOT_OUR_CAPACITY: at.capacity not in basis.filer_capacities & OURS,
        Why.CLASS_NOT_COVERED: at.kind not in basis.content_classes,
        Why.NOT_FOR_RECIPIENT: basis.role is Role.REPORT and at.recipient not in basis.addressees,
        Why.NO_TEXT: not any(f"{form}.{basis.code}.{at.kind}" in blocks.registry() for form in ("legal", "also")),
    }
    found = next((key for key, holds in why.items() if holds), None)
    return found or (Why(refused.value) if refused else None)


def choose(
    bases: Sequence[Basis],
    *,
    host_country: str,
    content_class: Kind,
    protected: bool,
    capacity: Capacity,
    today: date,
    confirmed: Mapping[str, Confirmation],
    service_country: str = "",
    recipient: Recipient = Recipient.SITE,
    mandated: bool = True,
    wanted: Sequence[str] = (),
) -> Choice:
    """The bases for a host in `host_country` whose service sits in `service_country` (ISO 3166 alpha-2, "" if the same or unknown).

    The first carries the notice: the law of the host before that of the service, then rank, then the narrower law; `wanted`
    goes before all. At most two more that fit are named beside it. `protected` wins over `content_class`: any doubt
    about age takes the protected path. There is no falling back to the law of a country that neither host nor service is in.
    """
    kind = Kind.PROTECTED if protected else content_class
    at = Situation(kind, capacity, mandated, recipient, today, confirmed, wanted)
    fitting: list[Basis] = []
    reasons: list[Reason] = []
    countries = list(dict.fromkeys(country.upper() for country in (host_country, service_country) if country))
    for country in countries:
        for basis in sorted((b for b in bases if country in b.countries), key=_order):
            if basis in fitting:
                continue
            why = objection(basis, at)
            if why is None:
                fitting.append(basis)
            reasons.append(Reason(why or _in_force(country, countries), _values(basis, country, at)))
    fitting.sort(key=lambda basis: (basis.code not in wanted, recipient not in basis.addressees))  # stable
    first = next((basis for basis in fitting if blocks.carries(basis, recipient)), None)
    if first is None:
        return Choice(None, tuple(reasons) or (Reason(Why.NO_LAW_KNOWN, {"country": host_country.upper()}),))
    also = _beside(first, fitting, recipient)
    return Choice(first, (*(r for r in reasons if r.key not in IN_FORCE), *_said(first, also, reasons, at)), also)


IN_FORCE = frozenset({Why.IN_FORCE_AT_HOST, Why.IN_FORCE_AT_SERVICE})


def _order(basis: Basis) -> tuple[int, int, str]:
    return basis.rank, len(basis.countries), basis.code


def _in_force(country: str, countries: Sequence[str]) -> Why:
    return Why.IN_FORCE_AT_HOST if country == countries[0] else Why.IN_FORCE_AT_SERVICE


def _values(basis: Basis, country: str, at: Situation) -> dict[str, str]:
    return {"code": basis.code, "country": country, "capacity": at.capacity.value, "open": basis.open_points}


def _beside(first: Basis, fitting: Sequence[Basis], recipient: Recipient) -> tuple[Basis, ...]:
    """Rows worth naming beside the first: they bind the recipient. Copyright, which is only for itself, never stands beside another."""
    if not first.by_default:
        return ()
    others = [b for b in fitting if b is not first and b.by_default and recipient in b.addressees]
    return tuple(others[: MOST - 1])


def _said(first: Basis, also: Sequence[Basis], reasons: Sequence[Reason], at: Situation) -> list[Reason]:
    """Why the first carries the notice, what stands beside it, and whose limit holds."""
    found = [r for r in reasons if r.key in IN_FORCE and r.values["code"] == first.code]
    values = dict(found[0].values)
    if first.code in at.wanted:
        found.append(Reason(Why.CHOSEN, values))
    if at.recipient not in first.addressees:
        found.append(Reason(Why.ONLY_HELP, values))
    found += [Reason(Why.ALSO, values | {"code": basis.code}) for basis in also]
    if at.capacity is Capacity.REPRESENTATIVE and not at.mandated:
        found.append(Reason(Why.NEEDS_MANDATE, values))  # the notice itself blocks with a named problem
    limits = [basis for basis in (first, *also) if basis.deadline_hours and at.recipient in basis.addressees]
    if len(limits) > 1:
        shortest = min(limits, key=lambda basis: basis.deadline_hours or 0)
        found.append(Reason(Why.SHORTEST, values | {"code": shortest.code}))
    return [*found, Reason(Why.CONFIRMED, values)]
