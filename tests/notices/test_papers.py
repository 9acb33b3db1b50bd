"""The PDFs: every sentence can be read out of the pages of its language, glyphs are drawn, PDF/A-3 with notice.json, signed."""

import datetime as dt
import re
import shutil
import subprocess
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from agencies.doors.adapters import pdf
from takedowns.evidence import certificates
from takedowns.notices import adapters, compose, images, papers, texts
from takedowns.notices.languages import LANGUAGES
from tests.notices.samples import EU, FACTS, KR, PROTECTED, rendered

SAYS = {code: adapters.catalogue(code).gettext for code in LANGUAGES}
DAY = dt.date(2026, 11, 22)
MISSING = [name for name in ("pdftotext", "pdftoppm") if shutil.which(name) is None]
needs_poppler = pytest.mark.skipif(bool(MISSING), reason=f"{MISSING} of poppler-utils is not installed")
LEAST_DARK = (
    8000  # pixels of a page of text at 60 dots per inch; a page of empty boxes or nothing has far fewer or far more
)
MOST_DARK = 90000


def squeezed(text: str) -> str:
    """Without white space and the hyphens of line ends: what a reader of the page can compare."""
    return re.sub(r"[-\s\u00ad\u200b-\u200f\u2066-\u2069]", "", text)


@cache
def everywhere(basis: str = "eu") -> compose.Draft:
    """One notice in every language."""
    law = KR if basis == "kr" else EU
    pairs = [(language, adapters.catalogue(code)) for code, language in LANGUAGES.items()]
    return compose.Draft(law, FACTS, texts.build(law, FACTS, pairs))


@cache
def paper(name: str) -> bytes:
    draft = everywhere("kr" if name == "form" else "eu")
    page = {**compose.page_context(draft), "logo": ""}
    if name == "form":
        page |= papers.form_context(draft, SAYS, DAY)
    if name == "letter":
        page |= papers.letter_context(draft, SAYS, ("Bridge Pictures", "1 Quay Road"), DAY)
    html = rendered(f"notices/{name}.html", page)
    assert "!!" not in html
    files = [("notice.json", compose.notice_json(draft))] if name == "pdf" else []
    return pdf.render(html, files=files, at=FACTS.found_at)


@cache
def by_language(name: str, tmp: Path) -> dict[str, list[int]]:
    """Pages (from 1) of each language: a version begins with its title, and on a page of its own."""
    file = tmp / f"{name}.pdf"
    file.write_bytes(paper(name))
    found: dict[str, list[int]] = {}
    codes = iter(LANGUAGES)
    current = ""
    for number in range(1, len(PdfReader(file).pages) + 1):
        text = squeezed(page_text(file, number))
        if begins(name, text):
            current = next(codes)
        found.setdefault(current, []).append(number)
    return found


def begins(name: str, text: str) -> bool:
    titles = {squeezed(t.title) for t in everywhere("eu").texts}
    if name == "form":
        titles = {squeezed(form["title"]) for form in papers.form_context(everywhere("kr"), SAYS, DAY)["forms"]}
    return any(title in text for title in titles)


def page_text(file: Path, number: int) -> str:
    done = subprocess.run(
        ["pdftotext", "-f", str(number), "-l", str(number), "-enc", "UTF-8", str(file), "-"],
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def sentences(name: str, code: str) -> list[str]:
    """What the pages of a language must say."""
    if name == "form":
        (form,) = [f for f in papers.form_context(everywhere("kr"), SAYS, DAY)["forms"] if f["lang"] == code]
        return [form["title"], form["note"], *(v for row in form["rows"] for v in (row["label"], *row["values"]))]
    (text,) = [t for t in everywhere("eu").texts if t.language.code == code]
    said = [text.title, *(p for block in text.blocks for p in (block.heading, *block.paragraphs))]
    said += [value for block in text.blocks for row in block.rows for value in (row.label, row.value)]
    if name == "letter":
        index = list(LANGUAGES).index(code)
        head = papers.letter_context(everywhere("eu"), SAYS, ("Bridge Pictures", "1 Quay Road"), DAY)["letters"][index]
        said += [value for row in head["rows"] for value in (row["label"], *row["values"])]
    return [sentence for sentence in said if sentence]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("papers")


@needs_poppler
@pytest.mark.parametrize("name", ["pdf", "form", "letter"])
def test_it_can_be_read_out_again_in_each_language(name: str, folder: Path) -> None:
    pages = by_language(name, folder)
    assert list(pages) == list(LANGUAGES)
    for code, numbers in pages.items():
        text = squeezed("".join(page_text(folder / f"{name}.pdf", number) for number in numbers))
        footless = re.sub(r"MR20260001\d+/\d+", "", text)
        lost = [s for s in sentences(name, code) if squeezed(s) not in text and squeezed(s) not in footless]
        assert not lost, (code, lost)


@needs_poppler
def test_it_draws_dark_pixels_in_each_language(folder: Path) -> None:
    pages = by_language("pdf", folder)
    subprocess.run(["pdftoppm", "-r", "60", "-gray", str(folder / "pdf.pdf"), str(folder / "page")], check=True)
    drawn = sorted(folder.glob("page-*.pgm"))
    for code, numbers in pages.items():
        with Image.open(drawn[numbers[0] - 1]) as page:
            dark = sum(page.histogram()[:160])
        assert LEAST_DARK < dark < MOST_DARK, (code, dark)


def test_it_is_an_archive_pdf_with_the_notice_for_machines_inside() -> None:
    content = paper("pdf")
    reader = PdfReader(BytesIO(content))
    metadata = reader.trailer["/Root"]["/Metadata"].get_data()
    assert re.search(rb"pdfaid:part(?:>|=\")3", metadata) and re.search(rb"pdfaid:conformance(?:>|=\")B", metadata)
    assert reader.trailer["/Root"]["/Lang"] == "en" and "/OutputIntents" in reader.trailer["/Root"]
    assert reader.attachments["notice.json"][0] == compose.notice_json(everywhere("eu"))
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    kinds = {str(font["/DescendantFonts"][0].get_object()["/FontDescriptor"].keys()) for font in fonts}
    assert all("/FontFile" in kind for kind in kinds), "every font is embedded"
    assert not images.holds_image(content)


def test_it_gives_the_same_bytes_twice() -> None:
    draft = everywhere("kr")
    page = {**compose.page_context(draft), "logo": ""} | papers.form_context(draft, SAYS, DAY)
    assert pdf.render(rendered("notices/form.html", page), files=[], at=FACTS.found_at) == paper("form")


def test_it_is_signed_so_that_any_change_shows() -> None:
    from pyhanko.keys import pemder
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    pair = certificates.make("Harbour", "KR", number=1, now=dt.datetime.now(dt.UTC))
    signed = adapters.pdf_signed(paper("form"), private=pair.private, certificate=pair.certificate)
    assert signed.startswith(paper("form")), "added to its end"
    (own,) = pemder.load_certs_from_pemder_data(pair.certificate.encode())
    trusted = ValidationContext(trust_roots=[own])
    state = validate_pdf_signature(PdfFileReader(BytesIO(signed)).embedded_signatures[0], trusted)
    assert (state.intact, state.valid, state.trusted) == (True, True, True)
    at = signed.index(b"/MediaBox")
    broken = signed[:at] + signed[at:].replace(b"/MediaBox", b"/MediaB0x", 1)
    assert not validate_pdf_signature(PdfFileReader(BytesIO(broken)).embedded_signatures[0], trusted).intact
    with pytest.raises(adapters.SignatureFailed):
        adapters.pdf_signed(b"%PDF-1.7 sample", private=pair.private, certificate=pair.certificate)


def test_it_ticks_the_box_of_the_kind_of_material() -> None:
    def boxes(facts: object) -> list[str]:
        made = compose.Draft(KR, facts, texts.build(KR, facts, [(LANGUAGES["ko"], adapters.catalogue("ko"))]))  # type: ignore[arg-type]
        (form,) = papers.form_context(made, SAYS, DAY)["forms"]
        return [value[:3] for value in form["rows"][3]["values"]]

    assert boxes(FACTS) == ["[X]", "[X]", "[  "] and boxes(PROTECTED) == ["[  ", "[  ", "[X]"]
