"""The catalogues of notice sentences, read from portal/locale; the signature on a PDF through pyHanko."""

from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).resolve().parents[2] / "portal" / "locale"


class SignatureFailed(RuntimeError):
    """The agency has a key and the PDF could not be signed with it; the notice waits, unsigned ones are not sent instead."""


class Incomplete(ValueError):
    """A sentence of the catalogue is missing or marked fuzzy; a notice would silently fall back to English."""


@cache
def catalogue(language: str) -> GNUTranslations:
    """The sentences of notices in one language.

    Compiled in memory from the .po, never from a .mo, so that no stale legal sentence can go out. Raises OSError for
    a language without a catalogue and Incomplete for one with a gap.
    """
    locale = language.replace("-", "_")
    with (FOLDER / locale / "LC_MESSAGES" / "notices.po").open("rb") as file:
        messages = read_po(file, locale=locale, domain="notices", abort_invalid=True)
    if gaps := [message.id for message in messages if message.id and (message.fuzzy or not message.string)]:
        raise Incomplete(f"{language}: {gaps[0]}")
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)


def pdf_signed(content: bytes, *, private: str, certificate: str) -> bytes:
    """The PDF with the agency's signature (PAdES baseline B-B; both halves PEM), added to its end. Raises SignatureFailed.

    No time stamp and nothing from the network: the time in the signature is this machine's own.
    """
    from pyhanko.keys import pemder  # slow to load
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    meta = signers.PdfSignatureMetadata(
        field_name="Agency", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    kind: Any = signers.SimpleSigner
    try:
        (own,) = pemder.load_certs_from_pemder_data(certificate.encode())
        key = pemder.load_private_key_from_pemder_data(private.encode(), passphrase=None)
        signer = kind(signing_cert=own, signing_key=key, cert_registry=None)
        written = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(content)), meta, signer=signer)
    except Exception as error:  # pyHanko names many
        raise SignatureFailed("The PDF could not be signed with the agency's key.") from error
    return bytes(written.getvalue())
