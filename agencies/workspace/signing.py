"""Keys for signing mail (DKIM, RFC 6376) and the TXT record that publishes them.

RSA with SHA-256 only: every receiver checks it, while Ed25519 (RFC 8463) is ignored by many.
"""

import base64
import re
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

LEAST_BITS, BITS = 2048, 2048
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
DOMAIN = re.compile(rf"{LABEL}(?:\.{LABEL})+")
SELECTOR = re.compile(rf"{LABEL}(?:\.{LABEL})*")


class BadKey(ValueError):
    """Not an unprotected RSA private key of 2048 bits or more in PEM."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """`pem`: the private key as the signer reads it; `record`: text of the public TXT record."""

    pem: str
    record: str


def make() -> SigningKey:
    """A new key."""
    return _shown(rsa.generate_private_key(public_exponent=65537, key_size=BITS))


def read(pem: str) -> SigningKey:
    """A key that somebody pasted; raises BadKey."""
    try:
        key = serialization.load_pem_private_key(pem.strip().encode("ascii") + b"\n", password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadKey from error
    if not isinstance(key, rsa.RSAPrivateKey) or not LEAST_BITS <= key.key_size <= 4096:
        raise BadKey
    return _shown(key)


def covers(domain: str, address: str) -> bool:
    """Whether a signature of the domain counts for mails from the address: the same domain, or one above it."""
    host = address.rpartition("@")[2].lower()
    return host == domain or host.endswith(f".{domain}")


def _shown(key: rsa.RSAPrivateKey) -> SigningKey:
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return SigningKey(private.decode("ascii"), f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode('ascii')}")
