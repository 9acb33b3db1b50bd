"""Facts about a server's certificate, read from its DER form."""

import hashlib
from collections.abc import Sequence

from cryptography import x509

from agencies.doors.exchange import TlsInfo


def describe(chain: Sequence[bytes], *, cipher: str, protocol: str, verified: bool) -> TlsInfo | None:
    """What evidence keeps of a TLS connection; None if the leaf cannot be read. `chain` is DER, leaf first."""
    if not chain:
        return None
    try:
        leaf = x509.load_der_x509_certificate(chain[0])
        subject, issuer = leaf.subject.rfc4514_string(), leaf.issuer.rfc4514_string()
    except ValueError:
        return None
    return TlsInfo(
        chain_sha256=tuple(hashlib.sha256(der).hexdigest() for der in chain),
        subject=subject,
        issuer=issuer,
        not_before=leaf.not_valid_before_utc,
        not_after=leaf.not_valid_after_utc,
        cipher=cipher,
        protocol=protocol,
        verified=verified,
    )
