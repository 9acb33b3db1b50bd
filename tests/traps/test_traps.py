"""Servers that would have us wait, swallow or misread: each costs bounded time and memory, and the client works on.

Memory is what Python holds at most while the trap is read (tracemalloc, the servers' own included).
"""

import gzip
import socket
import ssl
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agencies.doors.adapters import http
from agencies.doors.adapters.http import FetchLimits, Refused, Unreachable
from cases.detection import extract
from tests.doors.servers import Server, answer, by_path, certificate, get, loopback, policy, sends

LIMITS = FetchLimits(max_bytes=1_000_000, deadline=0.5, max_redirects=5)
MOST_SECONDS, MOST_BYTES = LIMITS.deadline + 5.0, 12_000_000  # generous: other tests run beside these
OK = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n"
ZEROS = bytes(60_000_000)


def flood(start: bytes, piece: bytes, pause: float = 0.0) -> Callable[[socket.socket, bytes], None]:
    """Says `start`, then `piece` again and again until the other side goes away."""

    def handler(link: socket.socket, _: bytes) -> None:
        link.sendall(start)
        while True:
            link.sendall(piece)
            if pause:
                time.sleep(pause)

    return handler


def drip(text: bytes, pause: float = 0.02) -> Callable[[socket.socket, bytes], None]:
    """One byte at a time, and then nothing."""

    def handler(link: socket.socket, _: bytes) -> None:
        for byte in text:
            link.sendall(bytes([byte]))
            time.sleep(pause)
        time.sleep(2)

    return handler


def silent(link: socket.socket, _: bytes) -> None:
    time.sleep(2)


def length(number: object) -> bytes:
    return OK + f"content-length: {number}\r\n\r\n".encode()


def packed(how: str, data: bytes) -> bytes:
    """A short answer that grows."""
    body = gzip.compress(data, 6) if how == "gzip" else zlib.compress(data, 6)
    return answer(body, content_encoding=how)


CHUNKED = OK + b"transfer-encoding: chunked\r\n\r\n"
TRAPS: dict[str, tuple[Any, set[str]]] = {
    "gzip bomb": (sends(packed("gzip", ZEROS)), {"cut"}),
    "deflate bomb": (sends(packed("deflate", ZEROS)), {"cut"}),
    "gzip in gzip": (sends(answer(gzip.compress(gzip.compress(ZEROS)), content_encoding="gzip, gzip")), {"encoding"}),
    "gzip in gzip, once said": (sends(answer(gzip.compress(gzip.compress(ZEROS)), content_encoding="gzip")), {"200"}),
    "brotli": (sends(answer(b"\xcb\xff\xff" + bytes(1000), content_encoding="br")), {"encoding"}),
    "zstd": (sends(answer(b"\x28\xb5\x2f\xfd" + bytes(1000), content_encoding="zstd")), {"encoding"}),
    "compress": (sends(answer(b"\x1f\x9d" + bytes(1000), content_encoding="compress")), {"encoding"}),
    "gzip that breaks off": (sends(answer(gzip.compress(ZEROS)[:5000], content_encoding="gzip")), {"cut", "200"}),
    "gzip of nothing": (flood(OK + b"content-encoding: gzip\r\n\r\n", gzip.compress(b"") * 500), {"cut_short", "too_slow", "200"}),
    "endless body": (flood(OK + b"\r\n", bytes(65536)), {"cut"}),
    "endless chunks": (flood(CHUNKED, b"1000\r\n" + bytes(4096) + b"\r\n"), {"cut"}),
    "chunks of one byte": (flood(CHUNKED, b"1\r\nx\r\n" * 1000), {"cut", "cut_short", "too_slow"}),
    "endless chunk extension": (flood(CHUNKED + b"1;", b"x=y;" * 1000), {"protocol"}),
    "chunk without end": (flood(CHUNKED + b"FFFFFFFFFFFFFFF\r\n", bytes(65536)), {"cut"}),
    "chunk of nonsense": (sends(CHUNKED + b"zz\r\nxx\r\n"), {"protocol"}),
    "endless trailers": (flood(CHUNKED + b"0\r\n", b"x: y\r\n" * 1000), {"protocol"}),
    "endless header line": (flood(OK + b"x: ", b"y" * 4096), {"protocol"}),
    "endless headers": (flood(OK, b"x: y\r\n" * 1000), {"protocol", "cut_short"}),  # which limit is met first depends on the load
    "endless status line": (flood(b"HTTP/1.1 200 ", b"O" * 4096), {"protocol"}),
    "flood of interim answers": (flood(b"", b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n" * 500), {"cut_short", "too_slow"}),
    "flood of continues": (flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 500), {"cut_short", "too_slow"}),
    "switching protocols": (sends(b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n" + bytes(100)), {"protocol", "101", "too_slow"}),
    "cookies": (sends(answer(set_cookie="a=" + "b" * 9000)), {"200"}),
    "dripped head": (drip(OK + b"x: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"), {"too_slow"}),
    "dripped body": (flood(length(900), b"x", 0.02), {"too_slow"}),
    "dripped chunks": (flood(CHUNKED, b"1\r\nx\r\n", 0.02), {"too_slow"}),
    "dripped gzip": (flood(OK + b"content-encoding: gzip\r\n\r\n" + gzip.compress(ZEROS)[:100], b"\0", 0.02), {"too_slow", "encoding", "cut"}),
    "silence": (silent, {"too_slow"}),
    "body that never comes": (flood(length(900), b"", 0.1), {"too_slow"}),
    "short body": (sends(length(900) + b"short", close=True), {"protocol"}),
    "short chunk": (sends(CHUNKED + b"900\r\nshort", close=True), {"protocol"}),
    "no answer": (sends(b"", close=True), {"connection", "protocol"}),
    "negative length": (sends(length(-1) + b"x", close=True), {"protocol"}),
    "length of words": (sends(length("many") + b"x", close=True), {"protocol"}),
    "huge length": (sends(length(10**30) + b"x", close=True), {"protocol"}),
    "two lengths": (sends(OK + b"content-length: 1\r\ncontent-length: 2\r\n\r\nxx", close=True), {"protocol"}),
    "length and chunks": (sends(OK + b"content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"), {"200", "protocol"}),
    "unknown transfer coding": (sends(OK + b"transfer-encoding: gzip\r\n\r\nx", close=True), {"protocol", "200"}),
    "old HTTP": (sends(b"<html>no head at all</html>\r\n\r\n", close=True), {"protocol"}),
    "other protocol": (sends(b"SSH-2.0-OpenSSH_9.2\r\n\r\n", close=True), {"protocol"}),
    "zeros in a header": (sends(OK + b"x: a\0b\r\n\r\n", close=True), {"protocol"}),
    "header without colon": (sends(OK + b"nonsense\r\n\r\n", close=True), {"protocol"}),
    "status of words": (sends(b"HTTP/1.1 OK fine\r\n\r\n", close=True), {"protocol"}),
    "status 999": (sends(b"HTTP/1.1 999 Odd\r\ncontent-length: 0\r\n\r\n"), {"999", "protocol"}),
    "redirect to itself": (sends(answer(status="302 Found", location="/again")), {"redirects"}),
    "redirect to ever longer addresses": (sends(answer(status="302 Found", location="x/" * 5000)), {"bad_url"}),
    "redirect without end of line": (flood(b"HTTP/1.1 302 Found\r\nlocation: /", b"a" * 4096), {"protocol"}),
    "redirect with an endless body": (flood(b"HTTP/1.1 302 Found\r\nlocation: /b\r\n\r\n", bytes(65536)), {"redirects"}),
    "body where none may be": (sends(b"HTTP/1.1 204 None\r\ncontent-length: 5\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", close=True), {"204"}),
    "unmodified with a body": (sends(b"HTTP/1.1 304 Same\r\ncontent-length: 900\r\n\r\n"), {"304"}),
}  # fmt: skip


def outcome(client: http.Client, url: str, limits: FetchLimits | None = None) -> str:
    """What a fetch came to: a status, "cut" for a body at its limit, or the reason of refusal or failure."""
    try:
        found = client.fetch(url, limits=limits)
    except Refused as error:
        return str(error.reason)
    except Unreachable as error:
        return str(error.reason)
    return "cut" if found.truncated else str(found.status)


@pytest.fixture
def measured() -> Iterator[None]:
    """The test must end in time and within its memory; what a process loads only once does not count."""
    with Server(sends(answer())) as calm:
        get(calm)
    http._trust()
    tracemalloc.start(1)
    began = time.monotonic()
    try:
        yield
        seconds, (_, peak) = time.monotonic() - began, tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert seconds < MOST_SECONDS and peak < MOST_BYTES, (seconds, peak)


@pytest.mark.parametrize("name", TRAPS)
def test_it_escapes(name: str, measured: None) -> None:
    handler, expected = TRAPS[name]
    with (
        Server(handler) as server,
        Server(sends(answer(b"a bridge"))) as calm,
        http.Client(policy=policy(server.port, calm.port), limits=LIMITS, resolver=loopback) as client,
    ):
        assert outcome(client, f"http://bridge.example:{server.port}/") in expected
        assert client.fetch(f"http://cats.example:{calm.port}/").body == b"a bridge"


def test_it_takes_no_answer_that_it_did_not_ask_for() -> None:
    """A second answer behind the first would be read as that to the next question."""
    smuggled = answer(b"first") + answer(b"smuggled")

    def handler(link: socket.socket, head: bytes) -> None:
        link.sendall(smuggled if b"/one" in head else answer(b"asked for"))

    with Server(handler) as server, http.Client(policy=policy(server.port), resolver=loopback) as client:
        base = f"http://bridge.example:{server.port}"
        assert client.fetch(f"{base}/one").body == b"first"
        assert client.fetch(f"{base}/two").body == b"asked for"


def test_it_takes_only_the_wanted_type(measured: None) -> None:
    limits = FetchLimits(content_types=("image/",), deadline=0.5)
    paths = {
        "page": answer(content_type="text/html"),
        "none": answer(content_type=""),
        "odd": answer(content_type="x" * 9000),
    }
    with Server(by_path(**paths)) as server, http.Client(policy=policy(server.port), resolver=loopback) as client:
        for path in paths:
            assert outcome(client, f"http://bridge.example:{server.port}/{path}", limits) == "content_type"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", {"connection", "protocol"}),
        (b"\x15\x03\x03\x00\x02\x02\x28", {"connection", "protocol"}),
        (b"\x16\x03\x03\xff\xff" + b"\x02" * 1000, {"connection", "protocol", "too_slow"}),
        (b"", {"too_slow"}),
    ],
    ids=["no TLS", "alert", "endless handshake", "silence"],
)
def test_it_gives_up_broken_tls(said: bytes, expected: set[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port, began = listener.getsockname()[1], time.monotonic()

        def serve() -> None:
            link, _ = listener.accept()
            held.append(link)
            link.sendall(said)

        held: list[socket.socket] = []
        threading.Thread(target=serve, daemon=True).start()
        with http.Client(policy=policy(port), limits=LIMITS, resolver=loopback) as client:
            assert outcome(client, f"https://bridge.example:{port}/") in expected
        assert time.monotonic() - began < MOST_SECONDS


def test_it_accepts_no_certificate_that_is_not_theirs(tmp_path: Path) -> None:
    theirs, ours = certificate(tmp_path)
    with Server(sends(answer()), tls=theirs) as server:
        url = f"https://bridge.example:{server.port}/"
        for trust, host in ((None, url), (ours, url.replace("bridge", "cats")), (ssl.create_default_context(), url)):
            with http.Client(policy=policy(server.port), limits=LIMITS, resolver=loopback, trust=trust) as client:
                assert outcome(client, host) == "certificate"


@pytest.mark.parametrize(
    "page",
    [
        b"".join(b'<a href="/bridge/%d">b</a><img src="/%d.jpg">' % (n, n) for n in range(10_000)),
        b"<div>" * 200_000,
        b"<a href='" + b"x" * 2_000_000 + b"'>",
        b'<img srcset="' + b",".join(b"/%d.jpg %dw" % (n, n) for n in range(100_000)) + b'">',
        b'<div style="' + b"background:url(" * 100_000 + b'">',
        b"<" * 1_000_000,
        b"&" * 1_000_000,
        b"<!DOCTYPE a [" + b'<!ENTITY b "bbbbbbbbbb">' * 1000 + b"]>" + b"&b;" * 10_000,
        b"<figure>" * 300 + b"<a href=/a><img src=/a.jpg></a>" * 3000,
        b"<svg><image href='/a.jpg'/>" * 20_000,
        b"<title>" + b"\xff\xfe\0" * 500_000,
    ],
    ids=["links", "deep", "long", "srcset", "style", "angles", "ampersands", "entities", "nested", "svg", "bytes"],
)
def test_it_reads_pages_that_are_traps(page: bytes) -> None:
    began = time.monotonic()
    found = extract.extract(page, "http://bridge.example/")
    assert len(found.pages) <= extract.MOST and len(found.media) <= extract.MOST
    assert time.monotonic() - began < 4


def test_it_has_many_traps(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n  Traps: {len(TRAPS)} servers, 11 pages, 7 ways of broken TLS; bounded time and memory each", end="")
    assert len(TRAPS) >= 40
