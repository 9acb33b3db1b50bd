"""The web archive packed as others read it (WACZ 1.1.1): WARC, index, list of pages, and the digests of all of them.

Format: https://specs.webrecorder.net/wacz/1.1.1/. Archive and index are stored and not deflated, as it asks. Unsigned:
the package's manifest, which lists this file, is what is signed. The same input gives the same bytes.
"""

import gzip
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from takedowns.evidence.warc import Entry

VERSION = "1.1.1"
ARCHIVE, INDEX, LOOKUP, PAGES = "archive/data.warc.gz", "indexes/index.cdx.gz", "indexes/index.idx", "pages/pages.jsonl"
WWW = re.compile(r"www\d*\.")


def build(warc: bytes, entries: Sequence[Entry], *, url: str, title: str, at: datetime, software: str) -> bytes:
    """Pack an archive. `url`, `title`: of its page; `at`: when it was written, UTC."""
    lines = sorted(_line(each) for each in entries)
    index = gzip.compress("".join(lines).encode(), 9, mtime=0)
    lookup = _lookup(lines, index)
    seen = next((each.at for each in entries if each.url == url), at)
    files = {INDEX: index, LOOKUP: lookup, ARCHIVE: warc, PAGES: _pages(url, title, seen)}
    package = _json(
        {
            "profile": "data-package",
            "resources": [
                {"name": name.rpartition("/")[2].lower(), "path": name, "hash": _digest(content), "bytes": len(content)}
                for name, content in files.items()
            ],
            "wacz_version": VERSION,
            "title": title,
            "created": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "mainPageUrl": url,
            "mainPageDate": seen.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "software": software,
        }
    )
    files["datapackage.json"] = package
    files["datapackage-digest.json"] = _json({"path": "datapackage.json", "hash": _digest(package)})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, (max(at.year, 1980), at.month, at.day, at.hour, at.minute, at.second))
            info.external_attr = 0o644 << 16
            plain = name in {ARCHIVE, INDEX}
            packed.writestr(info, content, zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def surt(url: str) -> str:
    """An address as indexes sort it: host parts from the right, then port and path, in lower case."""
    parts = urlsplit(url.lower())
    host = WWW.sub("", parts.hostname or "", count=1) if WWW.match(parts.hostname or "") else parts.hostname or ""
    ordered = host if re.fullmatch(r"[\d.]+|.*:.*", host) else ",".join(reversed(host.split(".")))
    port = f":{parts.port}" if parts.port else ""
    return f"{ordered}{port}){parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")


def _line(one: Entry) -> str:
    """One line of the index (CDXJ)."""
    facts = {
        "url": one.url, "mime": one.mime, "status": str(one.status), "digest": one.digest,
        "recordDigest": one.record_digest, "length": str(one.length), "offset": str(one.offset),
        "filename": ARCHIVE.rpartition("/")[2],
    }  # fmt: skip
    key = surt(one.url).replace(" ", "%20")
    return f"{key} {one.at:%Y%m%d%H%M%S}{one.at.microsecond // 1000:03d} {json.dumps(facts, ensure_ascii=False)}\n"


def _lookup(lines: Sequence[str], index: bytes) -> bytes:
    """The index of the index: where its one block begins, ends, and its digest."""
    head = "!meta 0 " + json.dumps({"format": "cdxj-gzip-1.0", "filename": INDEX.rpartition("/")[2]})
    if not lines:
        return f"{head}\n".encode()
    first = " ".join(lines[0].split(" ", 2)[:2])
    place = {"offset": 0, "length": len(index), "digest": _digest(index), "filename": INDEX.rpartition("/")[2]}
    return f"{head}\n{first} {json.dumps(place)}\n".encode()


def _pages(url: str, title: str, at: datetime) -> bytes:
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    page = {"id": hashlib.sha256(url.encode()).hexdigest()[:20], "url": url, "title": title}
    return b"".join(_json(each) + b"\n" for each in (head, page | {"ts": at.strftime("%Y-%m-%dT%H:%M:%SZ")}))


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
