"""Documents and applications for the tests."""

import uuid
import zlib
from typing import Any

from agencies.onboarding.models import Application
from agencies.onboarding.services import agreements, applications
from agencies.onboarding.services.agreements import Hand, Parties
from agencies.onboarding.services.applications import Facts
from agencies.onboarding.states import Check
from agencies.people.models import User
from agencies.tenancy.actor import Staff

FACTS: dict[str, Any] = {
    "institution": "Harbour Trust", "kind": "ngo", "country": "NL", "purpose": "We help people.", "plan": "Two of us.",
    "officer_name": "Dana Officer", "officer_email": "dana@trust.example", "contact_name": "Sam Signer",
    "contact_email": "sam@trust.example", "language": "ko",
}  # fmt: skip
PARTIES = Parties("Harbour Trust", "Portal Office, Seoul", "none", "Seoul, Korea", "Art. 28", "The authority")
HAND = Hand("Sam Signer", "Director", "192.0.2.7")


def pdf(*objects: bytes, trailer: bytes = b"", stream: bytes = b"") -> bytes:
    """A plain PDF of one page, with more objects if given."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        *objects,
    ]
    body, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    body += stream
    start = len(body)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, trailer, start)
    return body + table + end


def packed(inside: bytes) -> bytes:
    """A PDF with an object stream."""
    data = zlib.compress(inside)
    head = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>" % len(data)
    return pdf(head + b"\nstream\n" + data + b"\nendstream")


def staff(name: str = "pat") -> tuple[User, Staff]:
    """Somebody of the platform."""
    user = User.objects.create_user(f"{name}@platform.example", "correct-horse-battery", name=name.title())
    user.is_staff = True
    user.save()
    return user, Staff(user.pk, "r", "192.0.2.1")


def submitted(**more: Any) -> tuple[Application, str]:
    """An application as it arrives, and its code."""
    return applications.application_submit(form_key=uuid.uuid4(), facts=Facts(**(FACTS | more)))


def accepted(who: Staff, **more: Any) -> Application:
    """One that was checked and accepted."""
    row, _ = submitted(**more)
    for item in Check:
        applications.application_check(who, application_id=row.pk, item=item, result="fine")
    applications.application_accept(who, application_id=row.pk, reasons="Fits.")
    row.refresh_from_db()
    return row


def signed(who: Staff, **more: Any) -> Application:
    """One whose agreement was signed by a click."""
    row = accepted(who, **more)
    made = agreements.agreement_issue(who, application_id=row.pk, parties=PARTIES)
    agreements.agreement_sign(application_id=row.pk, document_sha256=made.sha256, hand=HAND, agreed=True)
    row.refresh_from_db()
    return row
