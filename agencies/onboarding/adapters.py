"""Signing agreements with the platform's certificate (PAdES, ETSI EN 319 142-1, baseline B-B) through pyHanko."""

from dataclasses import dataclass
from typing import Any

from agencies.doors.adapters import pades

FIELD = "Platform"


class SigningFailed(RuntimeError):
    """A certificate is configured and cannot be used; the message says which file, never what is in it."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A document and the SHA-256 fingerprint of the certificate that it was signed with."""

    data: bytes
    certificate: str


def sign(data: bytes, *, certificate: str, key: str = "", password: str = "", reason: str = "") -> Signed:
    """Sign a PDF with a PKCS#12 file (`certificate` alone) or with two PEM files. Raises SigningFailed.

    No time stamp and nothing from the network: the time in the signature is this machine's own.
    """
    signer = _signer(certificate, key, password)
    try:
        written = pades.sign(data, signer, field=FIELD, reason=reason)
    except pades.SigningFailed as error:
        raise SigningFailed("The agreement could not be signed with AGREEMENT_CERTIFICATE.") from error
    return Signed(written, signer.signing_cert.sha256.hex())


def _signer(certificate: str, key: str, password: str) -> Any:
    from pyhanko.sign import signers

    secret = password.encode() or None
    kind: Any = signers.SimpleSigner
    try:
        if key:
            found = kind.load(key, certificate, key_passphrase=secret)
        else:
            found = kind.load_pkcs12(certificate, passphrase=secret)
    except Exception as error:
        raise SigningFailed("AGREEMENT_CERTIFICATE or AGREEMENT_KEY cannot be read.") from error
    if found is None or found.signing_cert is None:
        raise SigningFailed("AGREEMENT_CERTIFICATE, AGREEMENT_KEY or their password cannot be used.")
    return found
