"""The HTTP door's bounds: size, decoded size, time and headers, against servers that try to get past them."""

import gzip
import socket
import time
import zlib
from collections.abc import Callable

import pytest

from agencies.doors.adapters import http
from agencies.doors.adapters.http import FetchLimits, Policy, Trouble, Unreachable
from tests.doors.servers import Server, answer, get, sends


def compressed(data: bytes, how: str) -> bytes:
    if how == "raw":
        engine = zlib.compressobj(wbits=-15)
        return engine.compress(data) + engine.flush()
    return gzip.compress(data) if how == "gzip" else zlib.compress(data)


@pytest.mark.parametrize(("encoding", "how"), [("gzip", "gzip"), ("deflate", "zlib"), ("deflate", "raw")])
@pytest.mark.parametrize("size", [0, 11, 70_000])
def test_it_decodes(encoding: str, how: str, size: int) -> None:
    data = (b"a bridge over calm water " * 3000)[:size]
    with Server(sends(answer(compressed(data, how), content_encoding=encoding))) as server:
        page = get(server)
    assert (page.body, page.truncated) == (data, False)


def test_it_stops_a_gzip_bomb_at_the_limit() -> None:
    bomb = gzip.compress(bytes(60_000_000))
    with Server(sends(answer(bomb, content_encoding="gzip"))) as server:
        page = get(server, limits=FetchLimits(max_bytes=100_000))
    assert (len(page.body), page.truncated) == (100_000, True)


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "zstd", "gzip"])
def test_it_refuses_codings_that_it_did_not_ask_for_and_broken_ones(encoding: str) -> None:
    site = sends(answer(b"not compressed at all", content_encoding=encoding))
    with Server(site) as server, pytest.raises(Unreachable, match=Trouble.ENCODING) as caught:
        get(server)
    assert caught.value.permanent


def test_it_cuts_a_long_body_and_marks_it() -> None:
    with Server(sends(answer(b"x" * 5000))) as server:
        assert get(server, limits=FetchLimits(max_bytes=5000)).truncated is False
        page = get(server, limits=FetchLimits(max_bytes=4999))
    assert (len(page.body), page.truncated) == (4999, True)


@pytest.mark.parametrize("length", ["900", "-1", "many"])
def test_it_does_not_believe_a_content_length(length: str) -> None:
    lie = f"HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\nshort".encode()
    with Server(sends(lie, close=True)) as server, pytest.raises(Unreachable, match=Trouble.PROTOCOL) as caught:
        get(server)
    assert not caught.value.permanent


def drips(piece: bytes, start: bytes = b"") -> Callable[[socket.socket, bytes], None]:
    def handler(link: socket.socket, _: bytes) -> None:
        link.sendall(start)
        for _ in range(100):
            link.sendall(piece)
            time.sleep(0.05)

    return handler


@pytest.mark.parametrize(
    "handler",
    [
        drips(b"x", b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n"),
        drips(b"1\r\nx\r\n", b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"),
        drips(b"x", b"HTTP/1.1 200 OK\r\nx-slow: "),
        drips(b""),
    ],
    ids=["body", "chunks", "headers", "silence"],
)
def test_it_gives_up_at_the_deadline_however_the_answer_drips(
    handler: Callable[[socket.socket, bytes], None],
) -> None:
    began = time.monotonic()
    with Server(handler) as server, pytest.raises(Unreachable, match=Trouble.TOO_SLOW) as caught:
        get(server, limits=FetchLimits(deadline=0.4))
    assert time.monotonic() - began < 1.5
    assert not caught.value.permanent


def test_it_counts_redirects_and_look_ups_against_the_same_deadline() -> None:
    def slow(link: socket.socket, _: bytes) -> None:
        time.sleep(0.25)
        link.sendall(answer(status="302 Found", location="/again"))

    with Server(slow) as server, pytest.raises(Unreachable, match=Trouble.TOO_SLOW):
        get(server, limits=FetchLimits(deadline=0.6))

    def slow_names(host: str, port: int) -> tuple[str, ...]:
        time.sleep(1)
        return ("127.0.0.1",)

    with pytest.raises(Unreachable, match=Trouble.NAME_SERVER):
        http.fetch("http://bridge.example/", policy=Policy(), resolver=slow_names, limits=FetchLimits(deadline=0.2))


def test_it_refuses_endless_headers() -> None:
    many = b"HTTP/1.1 200 OK\r\n" + b"".join(b"x-%d: %s\r\n" % (n, b"y" * 500) for n in range(400)) + b"\r\n"
    with Server(sends(many)) as server, pytest.raises(Unreachable, match=Trouble.PROTOCOL):
        get(server)
