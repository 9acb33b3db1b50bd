"""The web archive of a capture: others' readers take it, it says what was cut, and it holds neither picture nor cookie."""

import gzip
import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from takedowns.evidence import wacz, warc
from takedowns.evidence.inline import Cut
from tests.doors.pictures import PNG, URI

AT = datetime(2026, 11, 22, 12, 0, 5, 123456, tzinfo=UTC)
PAGE = "https://bridges.example/post/1?a=b"
MEDIA = "https://bridges.example/media/1.jpg"
BODY = "<h1>다리</h1>".encode()
HEADERS = (
    ("content-type", "text/html; charset=euc-kr"), ("content-encoding", "gzip"), ("set-cookie", "who=reader"),
    ("x-forwarded-for", "198.51.100.9"), ("x-thumb", URI), ("x-split", "a\r\nset-cookie: b"),
)  # fmt: skip
SENT = (("accept", "*/*"), ("cookie", "who=reader"))


def exchanges() -> list[warc.Exchange]:
    old, new = "http://www.bridges.example/old", "192.0.2.1"
    return [
        warc.Exchange(old, AT, "GET", SENT, 302, "HTTP/1.1", (("Location", PAGE),), new, why="a redirect"),
        warc.Exchange(
            PAGE, AT, "GET", SENT, 200, "HTTP/2", HEADERS, new, payload=BODY, kind="text/html; charset=utf-8",
            original=("ab" * 32, 99), cuts=(Cut("img@src", "cd" * 32, 7),),
        ),
        warc.Exchange(MEDIA, AT, "HEAD", (), 200, "HTTP/2", (("content-type", "image/jpeg"),), new),
    ]  # fmt: skip


def built() -> tuple[bytes, list[warc.Entry]]:
    left = [warc.LeftOut(MEDIA, AT, "ef" * 32, "picture or clip of the find")]
    return warc.build(exchanges(), left, at=AT, software="Maru 1")


def records(content: bytes) -> list[tuple[str, str, str, bytes]]:
    """(kind, address, head of the HTTP message, payload); raises where a digest does not fit."""
    found = []
    for each in ArchiveIterator(io.BytesIO(content), check_digests="raise"):
        head = each.http_headers.to_str() if each.http_headers else ""
        found.append(
            (each.rec_type, each.rec_headers["WARC-Target-URI"] or "", head, bytes(each.content_stream().read()))
        )
    return found


def test_it_holds_questions_answers_and_what_was_cut() -> None:
    found = records(built()[0])
    assert [kind for kind, *_ in found] == ["warcinfo", *["response", "request", "metadata"] * 3, "metadata"]
    kind, url, head, payload = found[4]
    assert (kind, url, payload) == ("response", PAGE, BODY)
    assert "X-Archive-Orig-content-encoding: gzip" in head and "Content-Type: text/html; charset=utf-8" in head
    said = found[6][3].decode()
    assert "body-as-it-came-sha256: " + "ab" * 32 in said and "cut: img@src; sha256 " + "cd" * 32 in said
    assert "header-left-out: set-cookie" in said and "header-left-out: x-forwarded-for" in said
    assert f"cut: header@x-thumb; sha256 {hashlib.sha256(PNG).hexdigest()}" in said
    assert "file-sha256: " + "ef" * 32 in found[-1][3].decode()


def test_it_holds_neither_cookie_nor_picture_nor_our_address() -> None:
    plain = gzip.decompress(built()[0]).lower()
    for never in (b"who=reader", b"198.51.100.9", URI.partition(",")[2][:60].lower().encode(), PNG[:8]):
        assert never not in plain
    assert b"\nset-cookie:" not in plain and b"x-split: a  set-cookie: b" in plain


def test_it_keeps_no_picture_that_an_address_carries() -> None:
    coded = URI.partition(",")[2]
    one = warc.Exchange(
        f"{PAGE}&d={coded}", AT, "GET", (), 200, "HTTP/1.1", (("location", f"/n?d={coded}"),), "192.0.2.1"
    )
    content, entries = warc.build(
        [one], [warc.LeftOut(f"{MEDIA}?d={coded}", AT, "ef" * 32, "clip")], at=AT, software="Maru 1"
    )
    assert coded[:40].encode() not in gzip.decompress(content) and "[inline picture, sha256 " in entries[0].url


def test_it_is_the_same_bytes_for_the_same_capture() -> None:
    def packed() -> bytes:
        content, entries = built()
        return wacz.build(content, entries, url=PAGE, title="Find 1", at=AT, software="Maru 1")

    assert packed() == packed()


def test_it_is_packed_as_readers_of_archives_want_it() -> None:
    content, entries = built()
    with zipfile.ZipFile(
        io.BytesIO(wacz.build(content, entries, url=PAGE, title="Find 1", at=AT, software="Maru 1"))
    ) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
        stored = {each.filename for each in packed.infolist() if each.compress_type == zipfile.ZIP_STORED}
    assert stored == {wacz.ARCHIVE, wacz.INDEX}
    package: dict[str, Any] = json.loads(files["datapackage.json"])
    assert package["profile"] == "data-package" and package["wacz_version"] == "1.1.1"
    listed = {each["path"]: (each["hash"], each["bytes"]) for each in package["resources"]}
    parts = set(files) - {"datapackage.json", "datapackage-digest.json"}
    assert listed == {name: (f"sha256:{hashlib.sha256(files[name]).hexdigest()}", len(files[name])) for name in parts}
    digest = json.loads(files["datapackage-digest.json"])
    assert digest["hash"] == f"sha256:{hashlib.sha256(files['datapackage.json']).hexdigest()}"
    head, page = map(json.loads, files[wacz.PAGES].splitlines())
    assert head["format"] == "json-pages-1.0" and (page["url"], page["ts"]) == (PAGE, "2026-11-22T12:00:05Z")
    meta, first = files[wacz.LOOKUP].decode().splitlines()
    assert meta.startswith("!meta 0 {") and json.loads(first.split(" ", 2)[2])["length"] == len(files[wacz.INDEX])


def test_it_says_where_each_answer_lies() -> None:
    content, entries = built()
    assert [each.url for each in entries] == ["http://www.bridges.example/old", PAGE, MEDIA]
    for each in entries:
        (one,) = records(content[each.offset : each.offset + each.length])
        assert one[:2] == ("response", each.url)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Bridges.example/Post?B=1", "example,bridges)/post?b=1"),
        ("http://bridges.example:8080", "example,bridges:8080)/"),
        ("http://192.0.2.1/a", "192.0.2.1)/a"),
    ],
)
def test_it_sorts_addresses_as_indexes_do(url: str, key: str) -> None:
    assert wacz.surt(url) == key
