"""Making and checking service keys (prefix.secret, of which only an HMAC is kept), and the lock of an Idempotency-Key."""

import hashlib
import hmac
import secrets


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
