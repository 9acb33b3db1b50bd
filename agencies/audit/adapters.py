"""What anchors need of the outside world: a file that is copied elsewhere, and a time stamp authority (RFC 3161)."""

import hashlib
import os
from pathlib import Path

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from agencies.doors.adapters import http
from agencies.doors.exchange import FetchLimits
from agencies.doors.guard import Policy

GRANTED = (0, 1)  # PKIStatus: granted, granted with modifications
QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


class NoStamp(Exception):
    """The authority gave no time stamp that holds; the message names why, in a word."""


def append(path: Path, line: str) -> None:
    """Add one line to a file that only its owner reads, and wait until it is on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def stamp(url: str, data: bytes, *, policy: Policy, roots: bytes = b"") -> bytes:
    """A time stamp response over SHA-256 of `data`, DER. With `roots` (PEM) its signature is checked too.

    Raises NoStamp, and what the HTTP door raises. Not inside a transaction.
    """
    request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    limits = FetchLimits(max_bytes=100_000, deadline=20.0, content_types=(REPLY,), max_redirects=0)
    answer = http.send(url, request.as_bytes(), kind=QUERY, policy=policy, limits=limits)
    if answer.status != 200 or answer.truncated:
        raise NoStamp(f"status_{answer.status}")
    holds(answer.body, data, roots=roots, nonce=request.nonce)
    return answer.body


def holds(token: bytes, data: bytes, *, roots: bytes = b"", nonce: int | None = None) -> None:
    """Raises NoStamp unless the response is granted and stands for `data`; with `roots` the signature counts as well."""
    try:
        response = decode_timestamp_response(token)
        if response.status not in GRANTED:
            raise NoStamp("refused")
        if nonce is not None and response.tst_info.nonce != nonce:
            raise NoStamp("nonce")
        builder = VerifierBuilder()
        for root in x509.load_pem_x509_certificates(roots) if roots else ():
            builder = builder.add_root_certificate(root)
        if roots:
            builder.build().verify_message(response, data)
        elif response.tst_info.message_imprint.message != hashlib.sha256(data).digest():
            raise NoStamp("imprint")
    except (ValueError, VerificationError) as error:
        raise NoStamp(type(error).__name__) from error
