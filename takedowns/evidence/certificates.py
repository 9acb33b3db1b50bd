"""Key pairs and self-signed certificates with which agencies sign evidence: ECDSA over P-256 with SHA-256 (FIPS 186-5).

The certificate says which key belongs to which agency's name; nobody above vouches for it. Who checks a package compares
its fingerprint with the one that the agency names.
"""

import datetime as dt
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import NameOID

YEARS, NAME_LENGTH = 10, 64  # RFC 5280, upper bound of a common name


@dataclass(frozen=True, slots=True)
class Pair:
    """Both halves as PEM; `fingerprint`: SHA-256 of the certificate (DER), 64 hexadecimal digits."""

    private: str
    certificate: str
    fingerprint: str


def make(agency: str, country: str, *, number: int, now: dt.datetime) -> Pair:
    """A new pair; country: two letters or empty; number: of the agency's key, it is the certificate's serial number's end."""
    key = ec.generate_private_key(ec.SECP256R1())
    short = agency.strip()[:NAME_LENGTH] or "Agency"
    names = [x509.NameAttribute(NameOID.COUNTRY_NAME, country.upper())] if len(country) == 2 else []
    names += [
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, short),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, f"Evidence, key {number}"),
        x509.NameAttribute(NameOID.COMMON_NAME, short),
    ]
    name = x509.Name(names)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)  # digital signature, commitment
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=5))
        .not_valid_after(now + dt.timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Pair(
        private.decode(),
        certificate.public_bytes(serialization.Encoding.PEM).decode(),
        certificate.fingerprint(hashes.SHA256()).hex(),
    )


def sign(private: str, data: bytes) -> bytes:
    """The signature over `data`, DER; `openssl dgst -sha256 -verify` checks it."""
    key = serialization.load_pem_private_key(private.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("Evidence is signed with an elliptic-curve key.")
    return key.sign(data, ec.ECDSA(hashes.SHA256()))


def holds(certificate: str, data: bytes, signature: bytes) -> bool:
    """Whether the signature over `data` was made with the certificate's key; False for bytes that are no certificate."""
    try:
        key = _public(certificate)
        if not isinstance(key, ec.EllipticCurvePublicKey):
            return False
        key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
    except (ValueError, InvalidSignature):
        return False
    return True


def public_pem(certificate: str) -> str:
    """The public half alone, PEM, as `openssl x509 -noout -pubkey` prints it; raises ValueError for bytes that are none."""
    key = _public(certificate)
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def fingerprint(certificate: str) -> str:
    """SHA-256 of the certificate (DER), 64 hexadecimal digits; raises ValueError for bytes that are none."""
    return x509.load_pem_x509_certificate(certificate.encode()).fingerprint(hashes.SHA256()).hex()


def _public(certificate: str) -> CertificatePublicKeyTypes:
    try:
        return x509.load_pem_x509_certificate(certificate.encode()).public_key()
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("a key of a kind that is not known") from error
