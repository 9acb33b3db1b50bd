"""The text of a page from its bytes."""

import codecs
import re

CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.I)
# The supersets that browsers use for these labels (WHATWG Encoding).
LABELS = {"euc-kr": "cp949", "ks_c_5601-1987": "cp949", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}
LABELS |= {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "big5": "big5hkscs",
    "iso-8859-9": "cp1254",
}


def decode(page: bytes, charset: str = "") -> str:
    """Bytes to text as browsers do: byte order mark, then the header's charset, then <meta>, then UTF-8."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if page.startswith(mark):
            return page[len(mark) :].decode(name, "replace")
    found = CHARSET.search(page[:4096])
    for label in (charset, found[1].decode("ascii") if found else "", "utf-8"):
        try:
            return page.decode(LABELS.get(label.strip().lower(), label.strip() or "?"), "replace")
        except LookupError:
            continue
    raise AssertionError("utf-8 is always known")
