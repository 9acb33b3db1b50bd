"""The export format, version 1: what the files are called, how rows are written, sealed and checked.

A ZIP of JSON Lines, one file a table, with a signed list of SHA-256 digests; the ZIP lies in the container of
`openssl enc` so that nothing but openssl and sha256sum is needed to open and check it. Described in portal/docs/export.md.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import IO, Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes, padding, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

FORMAT = "maru-export-1"
ROUNDS = 600_000  # PBKDF2-HMAC-SHA-256; the passphrase has 125 bits, so the count only has to be one that openssl knows
INLINE_BYTES = 64  # binary values up to this size stand in the row as hex, larger ones are files
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none is taken for another
OPEN_COMMAND = "openssl enc -d -aes-256-cbc -pbkdf2 -iter 600000 -md sha256 -in FILE.zip.enc -out FILE.zip"

VERIFY = """#!/bin/sh
# Checks this archive with openssl (3.0 or later) and sha256sum only. Run it in the folder that holds it.
set -e
sha256sum --quiet --strict -c SHA256SUMS
openssl pkeyutl -verify -pubin -inkey public_key.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig
echo "Key of the signature, to be compared with what the portal's page showed:"
openssl pkey -pubin -in public_key.pem -outform DER | sha256sum | cut -d " " -f 1
"""


def passphrase(secret: str, nonce: str) -> str:
    """Five groups of five letters or digits (125 bits) that the portal can make again while it keeps the nonce."""
    digest = hmac.new(secret.encode(), f"export-passphrase:{nonce}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest, "big")
    letters = [ALPHABET[(number >> (5 * place)) & 31] for place in range(25)]
    return "-".join("".join(letters[start : start + 5]) for start in range(0, 25, 5))


def signing_key(pem: str, secret: str) -> Ed25519PrivateKey:
    """The deployment's key: from PEM, or derived from its secret when there is none. Raises ValueError for another kind."""
    if not pem:
        material = HKDF(hashes.SHA256(), 32, salt=None, info=b"maru export signature 1").derive(secret.encode())
        return Ed25519PrivateKey.from_private_bytes(material)
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("The key that signs exports must be an Ed25519 key.")
    return key


def public_pem(key: Ed25519PrivateKey) -> bytes:
    """The public half, as a file of the archive."""
    public = key.public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def key_id(key: Ed25519PrivateKey) -> str:
    """SHA-256 of the public half (DER), 64 hex digits."""
    public = key.public_key()
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def value(given: Any) -> Any:
    """A column's value as JSON has it; raises TypeError for a kind that the format does not know."""
    if given is None or isinstance(given, (bool, int, str)):
        return given
    if isinstance(given, (datetime, date)):
        return given.isoformat()
    if isinstance(given, (bytes, memoryview)):
        return bytes(given).hex()
    if isinstance(given, Mapping):
        return {str(key): value(each) for key, each in given.items()}
    if isinstance(given, (list, tuple, set)):
        return [value(each) for each in given]
    if isinstance(given, timedelta):
        return given.total_seconds()
    if isinstance(given, (float, Decimal, UUID)):
        return given if isinstance(given, float) else str(given)
    raise TypeError(f"An export cannot hold {type(given).__name__}.")


def line(row: Mapping[str, Any]) -> bytes:
    """One row: a line of canonical JSON in UTF-8."""
    text = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return f"{text}\n".encode()


def file_name(table: str, row_id: int, column: str) -> str:
    """Where a large binary value of a row lies in the archive."""
    return f"files/{table}/{row_id}.{column}"


def sums(digests: Mapping[str, str]) -> bytes:
    """SHA256SUMS of a `sha256sum -c`: digest, two blanks, name; sorted by name."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode()


class Counting:
    """Passes bytes on and counts their digest."""

    def __init__(self, below: IO[bytes]) -> None:
        self.below, self.digest, self.size = below, hashlib.sha256(), 0

    def write(self, data: bytes) -> int:
        """Returns how many bytes were taken: all."""
        self.below.write(data)
        self.digest.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back here."""


class Enciphering(Counting):
    """Writes the container of `openssl enc -aes-256-cbc -pbkdf2 -iter 600000`: "Salted__", salt, ciphertext.

    The container hides; that nothing was changed is shown by the signed digests inside it.
    """

    def __init__(self, below: IO[bytes], phrase: str, salt: bytes) -> None:
        super().__init__(below)
        derived = PBKDF2HMAC(hashes.SHA256(), 48, salt, ROUNDS).derive(phrase.encode())
        self._pad = padding.PKCS7(128).padder()
        self._cipher = Cipher(algorithms.AES(derived[:32]), modes.CBC(derived[32:])).encryptor()
        super().write(b"Salted__" + salt)

    def write(self, data: bytes) -> int:
        """Returns how many bytes of plain text were taken: all."""
        super().write(self._cipher.update(self._pad.update(data)))
        return len(data)

    def close(self) -> None:
        """The last block."""
        super().write(self._cipher.update(self._pad.finalize()) + self._cipher.finalize())


def readme(*, agency: str, made_at: datetime, case: str, key: str, withheld: Mapping[str, str]) -> bytes:
    """README.txt of an archive, in plain words."""
    what = f"everything that the agency keeps about case {case}" if case else "everything that the agency keeps"
    left_out = "".join(f"  {column}: {why}\n" for column, why in sorted(withheld.items())) or "  nothing\n"
    text = f"""Export of {agency}
Made {made_at.isoformat()} (UTC), format {FORMAT}. It holds {what} in this portal.

  tables/NAME.jsonl   one table, one row a line, JSON in UTF-8, times in ISO 8601
  files/NAME/ID.COLUMN  large values of a row; the row names the file
  schema.json         tables, columns, kinds, references, and how many rows were written
  SHA256SUMS, SHA256SUMS.sig, public_key.pem   digests of all files, signed with the portal's Ed25519 key
  verify.sh           checks all of it with openssl and sha256sum

Key of the signature (SHA-256): {key}
Columns that are not in it, and why:
{left_out}
What was sealed in the portal is open in this archive. It holds what people wrote about themselves: keep it encrypted,
name who may read it, and delete it when it is not needed. Rows were read table by table in short transactions, so a
row that changed meanwhile may be newer than a row that points at it.
The signature shows that the archive is as this portal wrote it. It does not show that what people wrote is true.
"""
    return text.encode()


def pretty(document: Any) -> bytes:
    """A JSON file that people read."""
    return (json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
