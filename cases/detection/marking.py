"""Keyed digests of the crawl: of hosts, and of what an address showed."""

import hashlib
import hmac

HEAD = 1024  # bytes of a file that tell whether it is still the same


def host(key: bytes, name: str) -> bytes:
    """What stands for a host in HostPace, 32 bytes; without the key nobody can ask for one."""
    return hmac.new(key, b"host|" + name.encode(), hashlib.sha256).digest()


def shown(key: bytes, agency_id: int, url_key: str, data: bytes) -> bytes:
    """What stands for the bytes that an address showed to an agency, 16 bytes.

    Address and agency are part of it: it says whether the same address still shows the same, and nothing about where else.
    """
    whole = hashlib.sha256(data).digest()
    return hmac.new(key, b"shown|%d|%s|%s" % (agency_id, url_key.encode(), whole), hashlib.sha256).digest()[:16]
