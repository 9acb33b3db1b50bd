"""Asks registries who answers for an address: RDAP and security.txt by the HTTP door, WHOIS by its own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agencies.doors import address as names
from agencies.doors.adapters import whois
from agencies.doors.adapters.http import fetch
from agencies.doors.adapters.lookup import pinned, resolve
from agencies.doors.address import BadHost
from agencies.doors.exchange import Fetched, FetchLimits, Refused, Unreachable
from agencies.doors.guard import Policy
from agencies.doors.url import Target
from takedowns.recipients import rdap, rules
from takedowns.recipients.states import Scope, Source

LIMITS = FetchLimits(max_bytes=512_000, deadline=15.0, max_redirects=3)
BOOTSTRAP = FetchLimits(max_bytes=2_000_000, deadline=20.0, max_redirects=2)
SMALL = FetchLimits(max_bytes=20_000, deadline=10.0, max_redirects=2)
RDAP_KIND = {"accept": "application/rdap+json, application/json"}
REFERRALS = 3


@dataclass(frozen=True, slots=True)
class Found:
    """One contact with where it comes from."""

    scope: Scope
    source: Source
    address: str
    name: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Registries:
    """Where to ask: folder of the bootstrap files, and the first WHOIS server; an empty one is not asked."""

    bootstrap: str
    whois: str
    policy: Policy


@dataclass(frozen=True, slots=True)
class Answers:
    """What was found about a host. `ip` is the address that its name leads to, `cdn` the network in front of it."""

    ip: str
    cdn: str
    contacts: tuple[Found, ...]


def ask(host: str, where: Registries) -> Answers:
    """Everything that can be learned about a host name. Refusals and broken answers are no contact; never raises them."""
    ip = _address(host, where.policy)
    headers = _headers(host, where.policy)
    found = [*_network(ip, where), *_registrar(host, where)] if ip else _registrar(host, where)
    return Answers(ip, rules.cdn_by_headers(headers), tuple([*found, *_security(host, where.policy)]))


def _address(host: str, policy: Policy) -> str:
    """Where the name leads to; empty for one that leads nowhere, or to where the guard does not let us go."""
    try:
        target = Target("https", names.normalise(host.strip("[]")), 443, "/")
        return pinned(target, policy, resolve, SMALL.deadline)[0]
    except (BadHost, Refused, Unreachable, UnicodeError):
        return ""


def _got(url: str, policy: Policy, limits: FetchLimits, headers: Mapping[str, str] | None = None) -> Fetched | None:
    try:
        return fetch(url, policy=policy, limits=limits, headers=headers, resolver=resolve)
    except (Refused, Unreachable):
        return None


def _json(url: str, policy: Policy, limits: FetchLimits = LIMITS) -> Mapping[str, Any]:
    answer = _got(url, policy, limits, RDAP_KIND)
    if answer is None or answer.status != 200 or answer.truncated:
        return {}
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _network(ip: str, where: Registries) -> list[Found]:
    """Who answers for the network of an address: RDAP, else WHOIS."""
    if where.bootstrap:
        name = "ipv6.json" if ":" in ip else "ipv4.json"
        base = rdap.base_for_ip(_json(f"{where.bootstrap}/{name}", where.policy, BOOTSTRAP), ip)
        answer = _json(f"{base}/ip/{ip}", where.policy) if base else {}
        if told := rdap.contacts(answer):
            return [Found(Scope.NETWORK, Source.RDAP, one.address, one.name, rdap.country(answer)) for one in told]
    return _whois(ip, where, Scope.NETWORK)


def _registrar(host: str, where: Registries) -> list[Found]:
    """Who registered the name: the registrar's abuse contact in the domain's answer, else WHOIS."""
    name = rdap.registered(host)
    if not name:
        return []
    if where.bootstrap:
        files = _json(f"{where.bootstrap}/dns.json", where.policy, BOOTSTRAP)
        base, longer = rdap.base_for_domain(files, host)
        name = longer or name
        answer = _json(f"{base}/domain/{name}", where.policy) if base else {}
        if told := rdap.contacts(answer):
            return [Found(Scope.REGISTRAR, Source.RDAP, one.address, one.name) for one in told]
    return _whois(name, where, Scope.REGISTRAR)


def _whois(question: str, where: Registries, scope: Scope) -> list[Found]:
    server, asked = where.whois, set[str]()
    while server and server not in asked and len(asked) < REFERRALS:
        asked.add(server)
        try:
            text = whois.ask(server, question, policy=where.policy)
        except (Refused, Unreachable, ValueError):
            return []
        if told := rdap.whois_contacts(text):
            country = rdap.whois_country(text) if scope is Scope.NETWORK else ""
            return [Found(scope, Source.WHOIS, one.address, country=country) for one in told]
        server = rdap.whois_referral(text)
    return []


def _headers(host: str, policy: Policy) -> tuple[tuple[str, str], ...]:
    answer = _got(f"https://{host}/robots.txt", policy, SMALL)
    return answer.headers if answer is not None else ()


def _security(host: str, policy: Policy) -> list[Found]:
    answer = _got(f"https://{host}/.well-known/security.txt", policy, SMALL)
    if answer is None or answer.status != 200 or not answer.header("content-type").startswith("text/plain"):
        return []
    told = rdap.security_contacts(answer.body.decode("utf-8", "replace"))
    return [Found(Scope.SITE, Source.SECURITY_TXT, one.address) for one in told]
