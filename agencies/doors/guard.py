"""Where the portal may connect to: the rule against being used to reach inner networks (server-side request forgery)."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field

from agencies.doors import address
from agencies.doors.address import Address, Network, Refusal
from agencies.doors.url import Target

ALLOWED_PORTS = frozenset({80, 443, 8080, 8443})
LOCAL_NAMES = (
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "private",
    "home.arpa",
)
METADATA_NAMES = frozenset(
    {
        "instance-data",
        "instance-data.ec2.internal",
        "metadata",
        "metadata.azure.internal",
        "metadata.goog",
        "metadata.google.internal",
        "metadata.tencentyun.com",
    }
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What is allowed beyond the public internet. `extra_networks` and `extra_ports` exist for the demo's sample sites.

    An extra port counts only for a host all of whose addresses lie in an extra network.
    """

    allowed_ports: frozenset[int] = ALLOWED_PORTS
    extra_networks: tuple[Network, ...] = ()
    extra_ports: frozenset[int] = field(default_factory=frozenset)

    def knows(self, ip: Address) -> bool:
        return any(ip in network for network in self.extra_networks)


def _is_local(host: str) -> bool:
    return "." not in host or any(host == name or host.endswith(f".{name}") for name in LOCAL_NAMES)


def before_lookup(target: Target, policy: Policy) -> Refusal | None:
    """What can be refused without asking a name server, so that a refused name is not even looked up."""
    if target.host in METADATA_NAMES:
        return Refusal.METADATA
    if target.port not in policy.allowed_ports | policy.extra_ports:
        return Refusal.PORT
    if address.literal(target.host) is None and _is_local(target.host) and not policy.extra_networks:
        return Refusal.LOCAL_NAME
    return None


def verdict(target: Target, addresses: Iterable[str], policy: Policy) -> Refusal | None:
    """None: go ahead; otherwise the named reason. All addresses of a name must pass, not only the one that is used.

    `addresses` are what the name server answered, or the literal address of the URL.
    """
    if (refusal := before_lookup(target, policy)) is not None:
        return refusal
    found: list[Address] = []
    for text in addresses:
        try:
            found.append(ipaddress.ip_address(text))
        except ValueError:
            return Refusal.ODD_ADDRESS
    if not found:
        return Refusal.NO_ADDRESS
    if all(policy.knows(ip) for ip in found):
        return None
    for ip in found:
        if not policy.knows(ip) and (refusal := address.special(ip)) is not None:
            return refusal
    if address.literal(target.host) is None and _is_local(target.host):
        return Refusal.LOCAL_NAME
    return None if target.port in policy.allowed_ports else Refusal.PORT
