"""Making and checking service keys (prefix.secret, of which only an HMAC is kept), and the lock of an Idempotency-Key."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from ipaddress import ip_address, ip_network


def make() -> tuple[str, str]:
    """(prefix, secret): 8 and 32 random bytes in hex; shown once as mk_prefix.secret."""
    return secrets.token_hex(8), secrets.token_hex(32)


def show(prefix: str, secret: str) -> str:
    """The whole key as an integrator receives it."""
    return f"mk_{prefix}.{secret}"


def split(key: str) -> tuple[str, str] | None:
    """(prefix, secret) of a key as received, or None when it has another form."""
    head, dot, secret = key.strip().partition(".")
    if not dot or not head.startswith("mk_") or len(head) != 19 or len(secret) != 64:
        return None
    return head[3:], secret


def digest(secret: str, pepper: str) -> str:
    """HMAC-SHA-256 of the secret under the deployment's pepper, 64 hex digits."""
    return hmac.new(f"service-key:{pepper}".encode(), secret.encode(), hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    """Comparison in constant time."""
    return hmac.compare_digest(left, right)


def lock_number(agency_id: int, key: str) -> int:
    """The advisory lock that requests with one Idempotency-Key share: 64 bits, signed, from SHA-256."""
    return int.from_bytes(hashlib.sha256(f"idempotency:{agency_id}:{key}".encode()).digest()[:8], "big", signed=True)


def networks(text: str) -> list[str]:
    """The networks that somebody typed, one a line or with commas; raises ValueError naming the first that is none.

    A single address is a network of one. An address inside a wider network than was meant ("10.1.2.3/8") is refused.
    """
    found = []
    for part in text.replace(",", "\n").split():
        try:
            found.append(str(ip_network(part)))
        except ValueError as error:
            raise ValueError(part[:50]) from error
    return list(dict.fromkeys(found))


def from_one_of(source: str, allowed: Iterable[str]) -> bool:
    """Whether a caller's address lies in one of the networks; an IPv4 address that came by IPv6 counts as itself."""
    try:
        address = ip_address(source)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in ip_network(network) for network in allowed)
