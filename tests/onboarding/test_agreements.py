"""The transfer agreement: what it says, how it is signed, and that nobody is forgotten."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from agencies.onboarding.models import Agreement
from agencies.onboarding.services import agreements
from agencies.onboarding.services.agreements import Parties
from agencies.onboarding.services.applications import Upload
from agencies.tenancy.errors import Conflict, Invalid
from tests.onboarding.conftest import Desk
from tests.onboarding.papers import HAND, PARTIES, accepted, pdf, signed, submitted

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def certificate(subject: str, issuer: str, key: Any, by: Any, *, authority: bool) -> x509.Certificate:
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(
        name(issuer), name(subject), key.public_key(), x509.random_serial_number(), now - DAY, now + DAY
    )
    made = made.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    made = made.add_extension(
        x509.KeyUsage(
            digital_signature=True, content_commitment=True, key_cert_sign=authority, crl_sign=authority, **usage
        ),
        critical=True,
    )
    return made.sign(by, hashes.SHA256())


@pytest.fixture
def keys(tmp_path: Path) -> dict[str, Path]:
    """A throwaway authority and a certificate of its own making, as PEM files and as PKCS#12."""
    above, own = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    ca = certificate("Throwaway CA", "Throwaway CA", above, above, authority=True)
    cert = certificate("Platform", "Throwaway CA", own, above, authority=False)
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    files = {
        "ca.pem": ca.public_bytes(pem), "cert.pem": cert.public_bytes(pem),
        "key.pem": own.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain),
        "both.p12": pkcs12.serialize_key_and_certificates(b"x", own, cert, [ca], serialization.BestAvailableEncryption(b"pass")),
    }  # fmt: skip
    for file, data in files.items():
        (tmp_path / file).write_bytes(data)
    return {file: tmp_path / file for file in files}


def words(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)


@pytest.mark.parametrize("kind", ["pem", "p12"])
def test_it_signs_with_the_platforms_certificate(desk: Desk, settings: Any, keys: dict[str, Path], kind: str) -> None:
    if kind == "pem":
        settings.AGREEMENT_CERTIFICATE, settings.AGREEMENT_KEY = str(keys["cert.pem"]), str(keys["key.pem"])
    else:
        settings.AGREEMENT_CERTIFICATE, settings.AGREEMENT_KEY_PASSWORD = str(keys["both.p12"]), "pass"
    made = agreements.agreement_issue(desk.staff, application_id=accepted(desk.staff).pk, parties=PARTIES)
    data = agreements.agreement_bytes(made)
    trust = ValidationContext(trust_roots=list(load_certs_from_pemder([str(keys["ca.pem"])])))
    (signature,) = PdfFileReader(BytesIO(data)).embedded_signatures
    status = validate_pdf_signature(signature, trust)
    assert status.bottom_line and status.coverage.name == "ENTIRE_FILE" and len(made.certificate) == 64
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert "UNSIGNED" not in words(data)
    broken = data.replace(b"/MediaBox", b"/MediaBux", 1)
    (changed,) = PdfFileReader(BytesIO(broken)).embedded_signatures
    assert not changed.compute_integrity_info() or not validate_pdf_signature(changed, trust).bottom_line


def test_it_names_everybody_in_both_languages_and_marks_an_unsigned_copy(desk: Desk) -> None:
    row = accepted(desk.staff)
    made = agreements.agreement_issue(desk.staff, application_id=row.pk, parties=PARTIES)
    data = agreements.agreement_bytes(made)
    text = words(data)
    assert made.languages == ["ko", "en"] and made.certificate == "" and sha256(data).hexdigest() == made.sha256
    for part in (
        "UNSIGNED COPY",
        "서명되지 않은 사본",
        "Portal Office, Seoul",
        "Supervisory authority",
        "감독기관",
        "Dana Officer",
    ):
        assert part in text, part
    assert agreements.number(row) in text and b"Portal Office" not in bytes(made.sealed)
    assert not PdfFileReader(BytesIO(data)).embedded_signatures


def test_it_says_when_there_is_no_text_in_the_language(desk: Desk) -> None:
    row = accepted(desk.staff, language="vi")
    made = agreements.agreement_issue(desk.staff, application_id=row.pk, parties=PARTIES)
    assert made.languages == ["en", "ko"] and "English is used instead" in words(agreements.agreement_bytes(made))


@pytest.mark.parametrize("field", list(Parties.__dataclass_fields__))
def test_it_names_what_is_missing(desk: Desk, field: str) -> None:
    row = accepted(desk.staff)
    with pytest.raises(Invalid) as refused:
        agreements.agreement_issue(desk.staff, application_id=row.pk, parties=replace(PARTIES, **{field: "  "}))
    assert refused.value.field == field and not Agreement.objects.exists()


def test_it_says_that_the_certificate_cannot_be_used(desk: Desk, settings: Any, tmp_path: Path) -> None:
    bad = tmp_path / "bad.p12"
    bad.write_bytes(b"no certificate")
    row = accepted(desk.staff)
    for path in (str(bad), str(tmp_path / "absent.p12")):
        settings.AGREEMENT_CERTIFICATE = path
        with pytest.raises(Conflict):
            agreements.agreement_issue(desk.staff, application_id=row.pk, parties=PARTIES)
    assert not Agreement.objects.exists()


def test_it_is_issued_only_after_the_decision(desk: Desk) -> None:
    row, _ = submitted()
    with pytest.raises(Conflict):
        agreements.agreement_issue(desk.staff, application_id=row.pk, parties=PARTIES)


def test_it_is_signed_by_a_click_once_and_for_exactly_these_bytes(desk: Desk) -> None:
    row = accepted(desk.staff)
    first = agreements.agreement_issue(desk.staff, application_id=row.pk, parties=PARTIES)
    second = agreements.agreement_issue(desk.staff, application_id=row.pk, parties=replace(PARTIES, storage="Busan"))
    sign = agreements.agreement_sign
    with pytest.raises(Conflict):
        sign(application_id=row.pk, document_sha256=first.sha256, hand=HAND, agreed=True)
    with pytest.raises(Invalid):
        sign(application_id=row.pk, document_sha256=second.sha256, hand=HAND, agreed=False)
    with pytest.raises(Invalid):
        sign(application_id=row.pk, document_sha256=second.sha256, hand=replace(HAND, role=" "), agreed=True)
    sign(application_id=row.pk, document_sha256=second.sha256, hand=HAND, agreed=True)
    with pytest.raises(Conflict):
        sign(application_id=row.pk, document_sha256=second.sha256, hand=HAND, agreed=True)
    second.refresh_from_db()
    assert (second.state, second.method, second.signer_name, second.signer_source) == (
        "signed",
        "click",
        "Sam Signer",
        "192.0.2.7",
    )


def test_it_cannot_be_signed_for_another_application(desk: Desk) -> None:
    mine, other = accepted(desk.staff), accepted(desk.staff)
    made = agreements.agreement_issue(desk.staff, application_id=other.pk, parties=PARTIES)
    with pytest.raises(Conflict):
        agreements.agreement_sign(application_id=mine.pk, document_sha256=made.sha256, hand=HAND, agreed=True)


def test_it_takes_a_countersigned_document(desk: Desk) -> None:
    row = accepted(desk.staff)
    made = agreements.agreement_issue(desk.staff, application_id=row.pk, parties=PARTIES)
    back = pdf(b"<< /Title (signed) >>")
    call = dict(application_id=row.pk, document_sha256=made.sha256, hand=HAND, agreed=True)
    with pytest.raises(Invalid):
        agreements.agreement_sign(**call, countersigned=Upload("scan.jpg", b"\xff\xd8\xff"))
    agreements.agreement_sign(**call, countersigned=Upload("scan.pdf", back))
    made.refresh_from_db()
    assert made.method == "upload" and made.countersigned and made.countersigned.sha256 == sha256(back).hexdigest()


def test_a_new_text_after_the_signature_wants_a_new_signature(desk: Desk) -> None:
    row = signed(desk.staff)
    agreements.agreement_issue(desk.staff, application_id=row.pk, parties=replace(PARTIES, storage="Busan"))
    row.refresh_from_db()
    assert row.state == "accepted"
    assert sorted(Agreement.objects.values_list("state", flat=True)) == ["issued", "replaced"]


def test_it_forgets_the_address_after_two_years(desk: Desk) -> None:
    row = signed(desk.staff)
    assert agreements.addresses_forget() == 0
    Agreement.objects.filter(application=row).update(signed_at=datetime.now(UTC) - timedelta(days=731))
    assert agreements.addresses_forget() == 1
    assert Agreement.objects.get(application=row).signer_source is None


def test_it_notices_changed_bytes(desk: Desk) -> None:
    row = signed(desk.staff)
    made = Agreement.objects.get(application=row)
    made.sha256 = "0" * 64
    with pytest.raises(Conflict):
        agreements.agreement_bytes(made)
