"""The capture as a web archive (WARC 1.1, ISO 28500): what was asked, what came back, and what was cut out of it.

The page's payload is its stored markup, in which every inline picture is replaced by its SHA-256. Nothing of a picture
or a clip is in it: for each there is a metadata record that says what was left out. Headers that no longer fit the
stored payload keep their value under X-Archive-Orig-, as other archives do. The same input gives the same bytes.
"""

import hashlib
import io
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from takedowns.evidence import private
from takedowns.evidence.inline import Cut

NAMES = uuid.UUID("6f0d7c1e-5a57-5d0b-9c86-0f3a2c1d8e44")  # of record ids; any fixed value serves
REPLACED = frozenset(
    {"content-encoding", "content-length", "content-md5", "content-type", "digest", "transfer-encoding"}
)
FORMAT = "WARC File Format 1.1"
FIELDS = {
    "concurrent_to": "WARC-Concurrent-To",
    "ip_address": "WARC-IP-Address",
    "protocol": "WARC-Protocol",
    "refers_to": "WARC-Refers-To",
    "truncated": "WARC-Truncated",
}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and its answer. `at` in UTC. `payload` None: no body is kept, for the reason in `why`."""

    url: str
    at: datetime
    method: str
    sent: tuple[tuple[str, str], ...]
    status: int
    http_version: str
    headers: tuple[tuple[str, str], ...]
    ip: str
    payload: bytes | None = None
    kind: str = ""  # media type of the payload
    why: str = ""
    original: tuple[str, int] | None = None  # SHA-256 and size of the body as it came
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file of the page of which nothing is kept but its digest."""

    url: str
    at: datetime
    sha256: str
    what: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a response lies in the archive: what an index needs."""

    url: str
    at: datetime
    mime: str
    status: int
    digest: str
    record_digest: str
    offset: int
    length: int


@dataclass
class _Archive:
    """The archive in the making."""

    out: io.BytesIO = field(default_factory=io.BytesIO)
    entries: list[Entry] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        self.writer = WARCWriter(self.out, gzip=True, warc_version="1.1")

    def put(
        self,
        kind: str,
        url: str,
        at: datetime,
        payload: bytes,
        *,
        http: StatusAndHeaders | None = None,
        content_type: str = "",
        **more: str,
    ) -> tuple[str, int]:
        """Write one record; (its id, where it begins)."""
        self.count += 1
        begin = self.out.tell()
        name = f"<urn:uuid:{uuid.uuid5(NAMES, f'{self.count} {kind} {url} {at.isoformat()}')}>"
        block = (_head(http) if http else b"") + payload
        fields = {"WARC-Record-ID": name, "WARC-Date": _date(at), "WARC-Block-Digest": _digest(block)}
        if kind != "warcinfo":
            fields["WARC-Payload-Digest"] = _digest(payload)
        fields |= {FIELDS[key]: value for key, value in more.items() if value}
        record = self.writer.create_warc_record(
            url, kind, payload=io.BytesIO(payload), length=len(payload), http_headers=http,
            warc_content_type=content_type, warc_headers_dict=fields,
        )  # fmt: skip
        self.writer.write_record(record)
        return name, begin


def _date(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _head(http: StatusAndHeaders) -> bytes:
    http.compute_headers_buffer()
    return bytes(http.headers_buff)


def _line(text: str) -> str:
    """One line of a header: nothing that a server sends may begin another one."""
    return "".join(each if each.isprintable() else " " for each in text)


def _fields(rows: Iterable[tuple[str, str]]) -> bytes:
    return "".join(f"{name}: {_line(value)}\r\n" for name, value in rows).encode()


def _request(one: Exchange) -> StatusAndHeaders:
    parts = urlsplit(private.address(one.url))
    path = _line((parts.path or "/") + (f"?{parts.query}" if parts.query else "")).replace(" ", "%20")
    sent = [("Host", parts.netloc.rpartition("@")[2]), *private.headers(one.sent)[0]]
    return StatusAndHeaders(f"{one.method} {path} HTTP/1.1", [(n, _line(v)) for n, v in sent], is_http_request=True)


def _response(one: Exchange) -> tuple[StatusAndHeaders, list[Cut]]:
    """The head of the answer as it is kept, and what was cut from it."""
    kept, cuts = private.headers(one.headers)
    payload = one.payload or b""
    rows = [(f"X-Archive-Orig-{n}" if n.lower() in REPLACED else n, _line(v)) for n, v in kept]
    if one.kind:
        rows.append(("Content-Type", one.kind))
    rows.append(("Content-Length", str(len(payload))))
    reason = HTTPStatus(one.status).phrase if one.status in {each.value for each in HTTPStatus} else "-"
    return StatusAndHeaders(f"{one.status} {reason}", rows, protocol="HTTP/1.1"), cuts


def _exchange(archive: _Archive, one: Exchange) -> None:
    """Response, request, and a metadata record that says how the stored answer differs from the one that came."""
    http, cuts = _response(one)
    url = private.address(one.url)
    protocol = "h2" if one.http_version.startswith("HTTP/2") else one.http_version.lower()
    named, begin = archive.put(
        "response", url, one.at, one.payload or b"", http=http, ip_address=one.ip, protocol=protocol,
        truncated="" if one.payload is not None or one.method == "HEAD" else "unspecified",
    )  # fmt: skip
    archive.entries.append(
        Entry(
            url,
            one.at,
            one.kind.partition(";")[0] or "unk",
            one.status,
            _digest(one.payload or b""),
            _digest(archive.out.getvalue()[begin:]),
            begin,
            archive.out.tell() - begin,
        )
    )
    archive.put("request", url, one.at, b"", http=_request(one), concurrent_to=named)
    rows = [("kept", "headers and cut payload" if one.payload is not None else "headers only")]
    rows += [("body", one.why)] if one.why else []
    if one.original is not None:
        rows += [("body-as-it-came-sha256", one.original[0]), ("body-as-it-came-bytes", str(one.original[1]))]
        rows.append(("stored-payload-sha256", hashlib.sha256(one.payload or b"").hexdigest()))
    rows += [("header-left-out", name) for name in private.left_out(one.headers)]
    rows += [("cut", f"{each.kind}; sha256 {each.sha256}; {each.size} bytes") for each in (*cuts, *one.cuts)]
    archive.put("metadata", url, one.at, _fields(rows), content_type="application/warc-fields", refers_to=named)


def build(
    exchanges: Sequence[Exchange], left_out: Sequence[LeftOut], *, at: datetime, software: str
) -> tuple[bytes, list[Entry]]:
    """The archive, one gzip member a record, and where each response lies in it. `at`: the moment it is written, UTC."""
    archive = _Archive()
    info = [
        ("software", software),
        ("format", FORMAT),
        ("conformsTo", "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
        (
            "description",
            "Evidence of one address. Pictures and clips are left out on purpose; their SHA-256 stand in place.",
        ),
    ]
    archive.put("warcinfo", "", at, _fields(info), content_type="application/warc-fields")
    for one in exchanges:
        _exchange(archive, one)
    for each in left_out:
        rows = [("kept", "nothing"), ("what", each.what), ("file-sha256", each.sha256), ("seen", _date(each.at))]
        archive.put(
            "metadata", private.address(each.url), each.at, _fields(rows), content_type="application/warc-fields"
        )
    return archive.out.getvalue(), archive.entries
