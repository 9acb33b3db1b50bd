"""Questions to the system's name servers, for the record only: connections go to what `lookup` has checked.

Names that the guard refuses are not asked for, nor is anything about addresses that are not public: a question about an
inner address would tell a name server outside that it exists.
"""

import ipaddress
import time
from dataclasses import dataclass, field

import dns.exception
import dns.rdatatype
import dns.resolver
import dns.reversename

from agencies.doors import address, guard
from agencies.doors.adapters.transaction import refuse_inside_transaction
from agencies.doors.guard import Policy
from agencies.doors.url import Target
from agencies.doors.zone import KINDS, ZONE_KINDS, NameAnswer

MAX_VALUES = 20
LEAST = 0.05  # seconds that a question needs at all


@dataclass
class _Asker:
    """One host's questions: after the first name server that does not answer in time nothing more is asked."""

    resolver: dns.resolver.Resolver
    until: float
    zone: str = ""
    answers: list[NameAnswer] = field(default_factory=list)

    def ask(self, name: str, kind: str) -> NameAnswer:
        """One question, with what is left of the time."""
        found = self._asked(name, kind)
        self.answers.append(found)
        return found

    def _asked(self, name: str, kind: str) -> NameAnswer:
        left = self.until - time.monotonic()
        if left < LEAST or any(one.trouble == "no_server" for one in self.answers):
            return NameAnswer(name, kind, trouble="no_server")
        try:
            found = self.resolver.resolve(name, kind, lifetime=left, search=False)
        except dns.resolver.NXDOMAIN:
            return NameAnswer(name, kind, trouble="no_such_name")
        except dns.resolver.NoAnswer as error:
            self._note_zone(error.kwargs.get("response"))
            return NameAnswer(name, kind, trouble="no_record")
        except (dns.exception.DNSException, OSError):
            return NameAnswer(name, kind, trouble="no_server")
        values = tuple(sorted(each.to_text() for each in found)[:MAX_VALUES])
        ttl = found.rrset.ttl if found.rrset is not None else 0
        return NameAnswer(name, kind, values, ttl, str(found.nameserver or ""))

    def _note_zone(self, response: object) -> None:
        """An answer without records names the zone beside it."""
        for each in getattr(response, "authority", ()):
            if each.rdtype == dns.rdatatype.SOA and not self.zone:
                self.zone = each.name.to_text(omit_final_dot=True)


def _asker(resolver: dns.resolver.Resolver | None, seconds: float) -> _Asker | None:
    refuse_inside_transaction()
    try:
        return _Asker(resolver or dns.resolver.Resolver(), time.monotonic() + seconds)
    except dns.exception.DNSException:  # the machine names no name server
        return None


def records(
    target: Target, *, policy: Policy, seconds: float = 3.0, resolver: dns.resolver.Resolver | None = None
) -> tuple[NameAnswer, ...]:
    """A, AAAA and CNAME of a host, NS and MX of its zone; empty for an address or a name that is never asked for.

    Never raises for what name servers do; raises InsideTransaction.
    """
    if address.literal(target.host) is not None or guard.before_lookup(target, policy) is not None:
        return ()
    asker = _asker(resolver, seconds)
    if asker is None:
        return tuple(NameAnswer(target.host, kind, trouble="no_server") for kind in KINDS)
    for kind in KINDS:
        asker.ask(target.host, kind)
    if not any(one.values for one in asker.answers):
        return tuple(asker.answers)
    for kind in ZONE_KINDS:
        asker.ask(asker.zone or target.host, kind)
    return tuple(asker.answers)


def reverse(ip: str, *, seconds: float = 2.0, resolver: dns.resolver.Resolver | None = None) -> NameAnswer | None:
    """The name that an address has at the name servers of its network; None for one that is not public."""
    if address.special(ipaddress.ip_address(ip)) is not None:
        return None
    asker = _asker(resolver, seconds)
    name = dns.reversename.from_address(ip).to_text(omit_final_dot=True)
    return asker.ask(name, "PTR") if asker else NameAnswer(name, "PTR", trouble="no_server")
