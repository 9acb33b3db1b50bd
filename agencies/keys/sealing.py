"""Sealing of bytes: AES-256-GCM (NIST SP 800-38D) with a header that names the key, bound to the place where they lie.

A blob is  version (1 byte) | kind (1 byte) | key version (4 bytes, big-endian) | nonce (12 bytes) | text and tag.
The nonce is random: one key seals a case's few thousand values, far below the 2^32 that the standard allows.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from agencies.keys.errors import BadBlob

KEY_BYTES, NONCE_BYTES, TAG_BYTES, HEADER_BYTES = 32, 12, 16, 6
FORMAT = 1
DATA, PLATFORM = b"D", b"P"  # under a case's or an agency's own key; under the platform's


@dataclass(frozen=True, slots=True)
class Place:
    """Where sealed bytes lie: moved to another row, column, case or agency they cannot be opened."""

    column: str  # "table.column"
    row_id: int
    agency_id: int | None = None
    case_id: int | None = None

    def context(self, version: int) -> bytes:
        """The associated data of the cipher."""
        return f"maru:{FORMAT}|{self.column}|{self.row_id}|{self.agency_id}|{self.case_id}|{version}".encode()


def new_key() -> bytes:
    """256 random bits."""
    return secrets.token_bytes(KEY_BYTES)


def header(kind: bytes, version: int) -> bytes:
    """The first six bytes of every blob of this key version."""
    return bytes([FORMAT]) + kind + version.to_bytes(4, "big")


def version_of(blob: bytes, kind: bytes) -> int:
    """Which version of the key a blob names; raises BadBlob for bytes that are none of ours."""
    if len(blob) < HEADER_BYTES + NONCE_BYTES + TAG_BYTES or blob[:1] != bytes([FORMAT]) or blob[1:2] != kind:
        raise BadBlob("not a sealed value of this kind")
    return int.from_bytes(blob[2:HEADER_BYTES], "big")


def seal(key: bytes, kind: bytes, version: int, place: Place, data: bytes) -> bytes:
    """A blob that only this key opens, and only at this place."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return header(kind, version) + nonce + AESGCM(key).encrypt(nonce, data, place.context(version))


def unseal(key: bytes, kind: bytes, place: Place, blob: bytes) -> bytes:
    """What was sealed; raises BadBlob when key, place or bytes are not the ones."""
    version = version_of(blob, kind)
    return _open(key, blob[HEADER_BYTES:], place.context(version))


def wrap(key: bytes, inner: bytes, context: str) -> bytes:
    """A key sealed under another key: nonce, text and tag."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, inner, context.encode())


def unwrap(key: bytes, wrapped: bytes, context: str) -> bytes:
    """The inner key; raises BadBlob."""
    return _open(key, wrapped, context.encode())


def _open(key: bytes, sealed: bytes, context: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context)
    except (InvalidTag, ValueError) as error:
        raise BadBlob("not sealed by this key for this place") from error


def derive(key: bytes, purpose: str) -> bytes:
    """A key of its own for one purpose (HKDF-SHA-256, RFC 5869), 32 bytes."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"maru:{purpose}".encode()).derive(key)


def blind(key: bytes, column: str, value: str) -> str:
    """A keyed digest (HMAC-SHA-256, hexadecimal) by which equal values are found without being stored."""
    return hmac.new(derive(key, f"blind|{column}"), value.encode(), hashlib.sha256).hexdigest()
