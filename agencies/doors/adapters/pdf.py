"""The only door to WeasyPrint: HTML of our own to PDF. Nothing is fetched, not even what lies inside a data: URI."""

import gc
import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Literal

FONTS = '"Noto Sans","Noto Sans CJK KR","Noto Sans Arabic","DejaVu Sans",sans-serif'
BLOCKS = "body,section,article,header,footer,h1,h2,h3,h4,p,div,li,blockquote,table,caption,td,th,dt,dd,pre"
# Only block elements: on spans :lang() would also replace the fixed-width font of an address inside the text.
BY_LANGUAGE = {
    "ko": "Noto Sans CJK KR",
    "ja": "Noto Sans CJK JP",
    "zh": "Noto Sans CJK SC",
    "zh-Hant": "Noto Sans CJK TC",
    "zh-TW": "Noto Sans CJK TC",
    "zh-HK": "Noto Sans CJK TC",
    "ar": "Noto Sans Arabic",
    "fa": "Noto Sans Arabic",
}
SHEET = "\n".join(
    [
        "@page{size:A4;margin:20mm 18mm}",
        f"html{{font-family:{FONTS};font-size:10.5pt;line-height:1.5}}",
        *(
            f':is({BLOCKS}):lang({language}){{font-family:"Noto Sans","{font}","DejaVu Sans",sans-serif}}'
            if not font.endswith("Arabic")
            else f':is({BLOCKS}):lang({language}){{font-family:"{font}","Noto Sans","DejaVu Sans",sans-serif}}'
            for language, font in BY_LANGUAGE.items()
        ),
        f":is({BLOCKS}){{overflow-wrap:anywhere}}",
        '.url{direction:ltr;word-break:break-all;font-family:"Noto Sans Mono","DejaVu Sans Mono",monospace}',
    ]
)


class PdfMissing(RuntimeError):
    """WeasyPrint or the Pango library is not installed; the message says what to do."""


class PdfFailed(RuntimeError):
    """The document could not be set as a PDF."""


def _load() -> Any:
    try:
        import weasyprint
    except (ImportError, OSError) as error:  # OSError: the system's libpango is not there
        raise PdfMissing(
            "PDF files cannot be made here because the Pango text library is missing. Nothing is lost: the text is "
            "stored and the PDF can be made later. Install 'libpango-1.0-0', 'libpangoft2-1.0-0' and the Noto fonts."
        ) from error
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL + 1)  # it logs addresses, and those belong to a case
    return weasyprint


class _Nothing:
    """Stands in for every fetch (WeasyPrint's URLFetcher by its method names)."""

    _fail_on_errors = False  # a missing picture is left out; the text is set all the same

    def __call__(self, url: str) -> Any:
        raise ValueError("Nothing is fetched for a PDF.")

    fetch = open = __call__


_kept = threading.local()  # of each thread: Pango's font map is not made for two at once


def _settled(weasyprint: Any) -> tuple[Any, Any]:
    """The fonts that this thread has found so far, and the portal's sheet: read once, not for every document."""
    if not hasattr(_kept, "fonts"):
        fonts = weasyprint.text.fonts.FontConfiguration()
        _kept.sheet = weasyprint.CSS(string=SHEET, url_fetcher=_Nothing(), font_config=fonts)
        _kept.fonts = fonts
    return _kept.fonts, _kept.sheet


@contextmanager
def _unswept() -> Iterator[None]:
    """Without looks for garbage: a document in the making is hundreds of thousands of objects, and none is garbage yet."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def render(
    html: str, *, base_css: str = "", variant: Literal["pdf/a-3b"] | None = "pdf/a-3b",
    files: Sequence[tuple[str, bytes]] = (), at: datetime | None = None,
) -> bytes:  # fmt: skip
    """Set HTML as a PDF with the portal's fonts; `base_css` comes after the portal's own sheet.

    `files`: name and content of what is attached as the source of the document, dated `at`.

    Give each block its `lang`, put addresses into `<span class="url">`. The same input gives the same bytes with the same
    libraries and fonts. Raises PdfMissing, PdfFailed.
    """
    weasyprint = _load()
    try:
        fonts, sheet = _settled(weasyprint)
        sheets = [sheet, *(weasyprint.CSS(string=css, url_fetcher=_Nothing()) for css in (base_css,) if css)]
        document = weasyprint.HTML(string=html, base_url=None, url_fetcher=_Nothing())
        attached = [
            weasyprint.Attachment(string=content, name=name, relationship="Source", created=at, modified=at)
            for name, content in files
        ]
        options = {"pdf_variant": variant, "attachments": attached} if variant else {"attachments": attached}
        with _unswept():
            written: bytes = document.write_pdf(stylesheets=sheets, font_config=fonts, **options)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise PdfFailed("The PDF could not be made from this text.") from error
    return written
