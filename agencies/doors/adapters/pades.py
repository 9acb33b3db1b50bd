"""Signing PDF files (PAdES, ETSI EN 319 142-1: baseline B-B, and B-T with a time stamp) through pyHanko.

An invisible signature field, written as an incremental update: a PDF/A file stays one.
"""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from asn1crypto import tsp
from pyhanko_certvalidator.registry import SimpleCertificateStore

Stamper = Callable[[bytes], bytes]  # a query (DER) -> an authority's answer (DER)


class SigningFailed(RuntimeError):
    """The document could not be signed; the message never quotes keys."""


def signer_of_pem(key: str, certificate: str) -> Any:
    """pyHanko's signer of a private key and its certificate, both PEM; raises SigningFailed."""
    from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
    from pyhanko.sign import signers

    try:
        [own] = load_certs_from_pemder_data(certificate.encode())
        private = load_private_key_from_pemder_data(key.encode(), passphrase=None)
    except Exception as error:  # pyHanko names many
        raise SigningFailed("The key or its certificate cannot be read.") from error
    made: Any = signers.SimpleSigner
    store: Any = SimpleCertificateStore
    return made(signing_cert=own, signing_key=private, cert_registry=store())


def sign(data: bytes, signer: Any, *, field: str, reason: str = "", stamper: Stamper | None = None) -> bytes:
    """The PDF with the signer's signature, and with a time stamp in it where `stamper` is given; raises SigningFailed."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # slow to load, and seldom needed
    from pyhanko.sign import fields, signers

    meta = signers.PdfSignatureMetadata(
        field_name=field, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES, reason=reason or None
    )
    try:
        written = signers.sign_pdf(
            IncrementalPdfFileWriter(BytesIO(data)), meta, signer=signer, timestamper=_stamper(stamper)
        )
    except Exception as error:  # pyHanko names many
        raise SigningFailed("The document could not be signed.") from error
    result: bytes = written.getvalue()
    return result


def _stamper(ask: Stamper | None) -> Any:
    """pyHanko's time stamper around a function that asks an authority."""
    if ask is None:
        return None
    from pyhanko.sign import timestamps

    base: Any = timestamps.TimeStamper

    async def answer(self: Any, req: Any) -> Any:
        return tsp.TimeStampResp.load(ask(req.dump()))

    return type("Door", (base,), {"async_request_tsa_response": answer})()
