"""The key of an address: what makes two spellings the same."""

import hashlib

from agencies.doors import url as addresses


def of(address: str) -> str:
    """SHA-256 of the canonical form of an address, 64 hex digits."""
    return hashlib.sha256(addresses.canonical(address).encode()).hexdigest()
