"""What is taken for a plain PDF document, and what is not."""

from io import BytesIO

import pytest
from pypdf import PdfWriter

from agencies.doors.adapters.pdf import render
from agencies.onboarding.pdfs import UNPACKED, Flaw, flaw
from tests.onboarding.papers import packed, pdf


def test_it_takes_plain_documents() -> None:
    assert flaw(pdf()) is None
    assert flaw(packed(b"4 0 << /Type /Font >>")) is None
    assert flaw(render("<p>Statutes of the Harbour Trust</p>")) is None
    assert flaw(render("<p>정관</p>", variant=None)) is None


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", Flaw.EMPTY),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 500, Flaw.NO_PDF),
        (b"\xff\xd8\xff\xe0" + b"0" * 500, Flaw.NO_PDF),
        (b"\x00\x00\x00\x18ftypmp42" + b"0" * 500, Flaw.NO_PDF),
        (b"PK\x03\x04" + b"0" * 500, Flaw.NO_PDF),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Flaw.NO_PDF),
        (b"GIF89a" + pdf(), Flaw.NO_PDF),
        (b"%PDF-1.7\n" + b"\xff\xd8\xff\xe0" * 100, Flaw.BROKEN),
        (pdf()[:-20], Flaw.BROKEN),
        (pdf() + b"PK\x03\x04 more", Flaw.BROKEN),
        (pdf().replace(b"startxref\n", b"startxref\n9"), Flaw.BROKEN),
        (pdf(trailer=b"/Encrypt 4 0 R"), Flaw.LOCKED),
        (pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"), Flaw.ACTIVE),
        (pdf(b"<< /S /J#61vaScript >>"), Flaw.ACTIVE),
        (pdf(b"<< /S /Launch /F (x) >>"), Flaw.ACTIVE),
        (pdf(b"<< /Type /EmbeddedFile >>"), Flaw.ACTIVE),
        (pdf(b"<< /Subtype /RichMedia >>"), Flaw.ACTIVE),
        (pdf(b"<< /Subtype /Movie >>"), Flaw.ACTIVE),
        (packed(b"4 0 << /S /JavaScript >>"), Flaw.ACTIVE),
        (packed(b" " * (UNPACKED + 10)), Flaw.PACKED),
        (pdf().replace(b"/Page ", b"/Pag3 "), Flaw.BROKEN),
    ],
)
def test_it_says_what_is_wrong(data: bytes, expected: Flaw) -> None:
    assert flaw(data) == expected


def test_it_refuses_what_a_common_library_attaches() -> None:
    for act in ("attach", "lock"):
        writer = PdfWriter()
        writer.add_blank_page(100, 100)
        if act == "attach":
            writer.add_attachment("a.jpg", b"\xff\xd8")
        else:
            writer.encrypt("secret", algorithm="RC4-128")
        out = BytesIO()
        writer.write(out)
        assert flaw(out.getvalue()) == (Flaw.LOCKED if act == "lock" else Flaw.ACTIVE), act
