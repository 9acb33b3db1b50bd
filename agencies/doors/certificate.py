"""Facts about a server's certificate, read from its DER form."""

import hashlib
from collections.abc import Sequence

from cryptography import x509

from agencies.doors.exchange import TlsInfo

MOST_NAMES = 200


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
        names=_names(leaf),
        chain=tuple(chain),
    )


def _names(leaf: x509.Certificate) -> tuple[str, ...]:
    try:
        found = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        return tuple(name.lower() for name in found.get_values_for_type(x509.DNSName))[:MOST_NAMES]
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return ()
