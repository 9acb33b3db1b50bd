"""The scan for pictures, tested by planting them: every format in every wrapping is found, and plain text is not."""

import base64
import gzip
import io
import quopri
import zipfile
import zlib
from email.message import EmailMessage
from urllib.parse import quote_from_bytes

import pytest
from PIL import Image

from agencies.doors.adapters import pdf
from tests.rasters import scan

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP", "ICO", "AVIF")


def sample(kind: str) -> bytes:
    """A bridge, as a plain square in that format."""
    out = io.BytesIO()
    Image.new("RGB", (32, 32), (255, 128, 0)).save(out, kind)
    return out.getvalue()


def zipped(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("bridge.bin", content)
    return out.getvalue()


def mailed(content: bytes, *, printable: bool = False) -> bytes:
    message = EmailMessage()
    message["Subject"] = "A bridge"
    message.set_content("See the bridge.")
    message.add_attachment(
        content, maintype="application", subtype="octet-stream", cte="quoted-printable" if printable else "base64"
    )
    return message.as_bytes()


WRAPPINGS = {
    "plain": lambda content: content,
    "zip": zipped,
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "gzip in zip": lambda content: zipped(gzip.compress(content)),
    "base64": lambda content: b'{"a":"xy' + base64.b64encode(content) + b'"}',
    "base64 in lines": lambda content: b"a: \n" + base64.encodebytes(content),
    "base64 for addresses": lambda content: b"?q=" + base64.urlsafe_b64encode(content),
    "quoted-printable": lambda content: b"Content: " + quopri.encodestring(content),
    "mail": mailed,
    "mail, quoted-printable": lambda content: mailed(content, printable=True),
    "zip in mail": lambda content: mailed(zipped(content)),
    "hex": lambda content: b"\\x" + content.hex().encode(),
    "percent": lambda content: b"/?q=" + quote_from_bytes(content).encode(),
    "pdf stream": lambda content: b"%PDF-1.7\n1 0 obj\n<<>>\nstream\n" + zlib.compress(content) + b"\nendstream",
}


@pytest.mark.parametrize("kind", FORMATS)
def test_it_finds_a_picture_in_every_wrapping(kind: str) -> None:
    content = sample(kind)
    missed = [name for name, wrap in WRAPPINGS.items() if not scan(wrap(content))]
    assert missed == []


def test_it_finds_pictures_in_the_middle() -> None:
    for kind in ("PNG", "JPEG", "GIF", "WEBP", "BMP", "AVIF"):
        assert scan(b"A bridge, then " + sample(kind) + b" and a cat"), kind


def test_it_finds_a_picture_that_a_pdf_draws() -> None:
    plain = pdf.render("<p lang=en>A bridge over the river, and a cat.</p>")
    assert scan(plain) == []
    drawn = plain.replace(b"endobj", b"endobj\n9 0 obj\n<</Type/XObject/Subtype /Image/Width 1>>\nendobj", 1)
    assert scan(drawn) == ["pdf image"]


@pytest.mark.parametrize(
    "text", ["", "A bridge and a cat.", "ab" * 400, "다리와 고양이" * 50, "BM, GIF and PNG are formats. " * 9]
)
def test_it_finds_nothing_in_text(text: str) -> None:
    for wrap in WRAPPINGS.values():
        assert scan(wrap(text.encode())) == []
