"""The only door to time-stamping authorities (RFC 3161): ask one for a stamp, and see whether a stamp holds."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
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


@dataclass(frozen=True, slots=True)
class Said:
    """What a stamp says: the moment, in UTC, and the certificates that it carries (PEM, one after the other)."""

    at: datetime
    certificates: str


def post(url: str, query: bytes, *, policy: Policy) -> bytes:
    """An authority's answer to a query, DER; raises NoStamp, and what the HTTP door raises. Not inside a transaction."""
    limits = FetchLimits(max_bytes=100_000, deadline=20.0, content_types=(REPLY,), max_redirects=0)
    answer = http.send(url, query, kind=QUERY, policy=policy, limits=limits)
    if answer.status != 200 or answer.truncated:
        raise NoStamp(f"status_{answer.status}")
    return answer.body


def stamp(url: str, data: bytes, *, policy: Policy, roots: bytes = b"") -> bytes:
    """A time stamp response over SHA-256 of `data`, DER. With `roots` (PEM) its signature is checked too.

    Raises NoStamp, and what the HTTP door raises. Not inside a transaction.
    """
    request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    body = post(url, request.as_bytes(), policy=policy)
    holds(body, data, roots=roots, nonce=request.nonce)
    return body


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
    except (ValueError, TypeError, UnsupportedAlgorithm, VerificationError) as error:
        raise NoStamp(type(error).__name__) from error
    except BaseException as error:  # the library's Rust part panics over certificates that it cannot read
        if type(error).__name__ != "PanicException":
            raise
        raise NoStamp("unreadable") from error


def read(token: bytes) -> Said:
    """What a stamp that holds says; raises NoStamp for bytes that are none."""
    try:
        response = decode_timestamp_response(token)
        carried = [x509.load_der_x509_certificate(der) for der in sorted(response.signed_data.certificates)]
        at = response.tst_info.gen_time
    except ValueError as error:
        raise NoStamp(type(error).__name__) from error
    return Said(at, "".join(one.public_bytes(Encoding.PEM).decode() for one in carried))
