"""PDFs hold the exact words in every script, and nothing is ever fetched for them."""

import io
import re
import sys
from pathlib import Path

import pypdf
import pytest

from agencies.doors.adapters import pdf
from tests.doors.pictures import URI
from tests.doors.servers import Server, answer, sends

KOREAN, GERMAN = "다리와 고양이 사진을 내려 주십시오.", "Bitte löschen Sie das Bild der Brücke – heute."
JAPANESE, CHINESE, RUSSIAN = "橋の写真を削除してください。", "請刪除這座橋的照片。", "Удалите фотографию моста."
ADDRESS = "https://bridge.example/a?b=1"


def text_of(written: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(written)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


@pytest.fixture(scope="module")
def letter() -> bytes:
    parts = (("ko", KOREAN), ("de", GERMAN), ("ja", JAPANESE), ("zh-Hant", CHINESE), ("ru", RUSSIAN))
    body = "".join(f"<p lang={lang}>{text}</p>" for lang, text in parts)
    return pdf.render(f'<html lang=en><body>{body}<p lang=ko>주소 <span class="url">{ADDRESS}</span></p></body></html>')


def test_it_sets_every_script_so_that_it_can_be_read_back(letter: bytes) -> None:
    found = text_of(letter)
    for text in (KOREAN, GERMAN, JAPANESE, CHINESE, RUSSIAN, ADDRESS):
        assert text in found


def test_it_uses_the_fonts_of_the_language(letter: bytes) -> None:
    used = pypdf.PdfReader(io.BytesIO(letter)).pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    names = " ".join(str(font.get_object()["/BaseFont"]) for font in used.values())
    for part in ("Noto-Sans-CJK-KR", "Noto-Sans-CJK-JP", "Noto-Sans-CJK-TC", "Mono"):
        assert part in names, names


def test_it_says_that_it_is_an_archive_file(letter: bytes) -> None:
    metadata = pypdf.PdfReader(io.BytesIO(letter)).trailer["/Root"]["/Metadata"].get_object().get_data()  # type: ignore[index, attr-defined]
    assert b'pdfaid:part="3" pdfaid:conformance="B"' in metadata
    assert letter.startswith(b"%PDF-1.7") and pdf.render("<p>a", variant=None).startswith(b"%PDF-1.")


def test_it_makes_the_same_bytes_again() -> None:
    assert pdf.render("<p lang=ko>다리</p>") == pdf.render("<p lang=ko>다리</p>")


def test_it_fetches_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("coffee")
    with Server(sends(answer())) as server:
        far = f"http://127.0.0.1:{server.port}/"
        html = (
            f'<link rel=stylesheet href="{far}c"><style>@import "{far}i";@font-face{{font-family:F;src:url({far}f)}}'
            f'p{{background:url({far}b);font-family:F}}</style><img src="{far}a"><img src="file://{secret}">'
            f'<img src="file:///etc/passwd"><object data="{far}o"></object><embed src="{far}e"><p>text</p>'
            f'<link rel=attachment href="file://{secret}"><img src="{URI}"><svg><image href="{far}s"/></svg>'
        )
        written = pdf.render(html, base_css=f"p{{list-style-image:url({far}x)}}", variant=None)
    assert server.connections == 0
    reader = pypdf.PdfReader(io.BytesIO(written))
    assert not reader.attachments and not [image for page in reader.pages for image in page.images]
    assert "text" in text_of(written) and "coffee" not in text_of(written)


def test_it_says_in_plain_words_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(pdf.PdfMissing, match="the PDF can be made later"):
        pdf.render("<p>")
