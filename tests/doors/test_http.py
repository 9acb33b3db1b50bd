"""The HTTP door against real servers on the loopback: pinned addresses, redirects, limits, errors."""

import socket
from pathlib import Path
from types import SimpleNamespace

import pytest

from agencies.doors.adapters import http
from agencies.doors.adapters.http import FetchLimits, Policy, Refusal, Refused, Trouble, Unreachable
from tests.doors.servers import Server, answer, by_path, certificate, get, loopback, policy, sends


def test_it_reads_a_page_and_says_where_it_came_from() -> None:
    with Server(sends(answer(b"a bridge", etag='"7"'))) as server:
        page = get(server, "a?b=1", headers={"If-None-Match": '"6"'})
    assert (page.status, page.body, page.truncated, page.ip) == (200, b"a bridge", False, "127.0.0.1")
    assert (page.http_version, page.tls, page.redirects, page.header("ETag")) == ("HTTP/1.1", None, (), '"7"')
    assert page.url_final == f"http://bridge.example:{server.port}/a?b=1"
    head = server.requests[0].decode().lower()
    assert f"host: bridge.example:{server.port}\r\n" in head
    assert 'if-none-match: "6"' in head and "user-agent: mozilla/5.0 (compatible)" in head
    assert "cookie" not in head and "referer" not in head and "authorization" not in head


def test_it_asks_for_headers_only() -> None:
    with Server(sends(b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n")) as server:
        page = get(server, method="HEAD")
    assert (page.status, page.body, page.header("content-length")) == (200, b"", "900")
    assert server.requests[0].startswith(b"HEAD ")


def test_it_looks_a_name_up_once_and_goes_to_the_checked_address() -> None:
    answers = [("127.0.0.1",), ("10.0.0.1",)]
    with (
        Server(sends(answer())) as server,
        http.Client(policy=policy(server.port), resolver=lambda host, port: answers.pop(0)) as client,
    ):
        for _ in range(3):
            assert client.fetch(f"http://bridge.example:{server.port}/").status == 200
    assert len(answers) == 1
    assert server.connections == 1


def test_it_refuses_a_name_that_turns_to_the_loopback() -> None:
    """Rebinding: the second answer is checked like the first, and a mixed answer is refused as a whole."""
    answers = iter([("127.0.0.1",), ("127.0.0.1", "10.1.1.1")])
    with Server(sends(answer())) as server:
        assert get(server, resolver=lambda host, port: next(answers)).status == 200
        with pytest.raises(Refused, match=Refusal.PRIVATE):
            get(server, resolver=lambda host, port: next(answers))
        with pytest.raises(Refused, match=Refusal.LOOPBACK):
            http.fetch("http://bridge.example/", policy=Policy(), resolver=loopback)
    assert len(server.requests) == 1


@pytest.mark.parametrize("ip", ["::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1"])
def test_it_refuses_ipv4_dressed_as_ipv6(ip: str) -> None:
    with pytest.raises(Refused, match=Refusal.EMBEDDED_IPV4):
        http.fetch("http://bridge.example/", policy=Policy(), resolver=lambda host, port: (ip,))
    with pytest.raises(Refused, match=Refusal.EMBEDDED_IPV4):
        http.fetch(f"http://[{ip}]/", policy=Policy())


def test_it_does_not_even_look_up_a_refused_name() -> None:
    def never(host: str, port: int) -> tuple[str, ...]:
        raise AssertionError(host)

    for bad in ("http://localhost/", "http://bridge.example:22/", "http://u:p@bridge.example/", "gopher://a.example/"):
        with pytest.raises(Refused):
            http.fetch(bad, policy=Policy(), resolver=never)


def test_it_checks_every_redirect() -> None:
    inner = "http://10.0.0.5/admin"
    paths = {
        "relative": answer(status="302 Found", location="/page"),
        "page": answer(b"arrived"),
        "inner": answer(status="301 Moved", location=inner),
        "file": answer(status="302 Found", location="file:///etc/passwd"),
        "loop": answer(status="307 Again", location="/loop"),
    }
    with Server(by_path(**paths)) as server:
        page = get(server, "relative")
        assert (page.body, page.url_final.rpartition("/")[2]) == (b"arrived", "page")
        assert [(hop.status, hop.ip, hop.location) for hop in page.redirects] == [(302, "127.0.0.1", "/page")]
        for path, refusal in (("inner", Refusal.PRIVATE), ("file", Refusal.SCHEME), ("loop", Refusal.REDIRECTS)):
            with pytest.raises(Refused, match=refusal):
                get(server, path)
    assert sum(b"/loop" in head for head in server.requests) == 6


def test_it_refuses_a_redirect_into_the_loopback_from_a_public_page() -> None:
    """Only the first host is allowed here; the port of the second is not, and its name points inside."""
    with Server(sends(answer(b"secret"))) as inside:
        target = f"http://127.0.0.1:{inside.port}/"
        redirect = sends(answer(status="302 Found", location=target))
        with Server(redirect) as outside, pytest.raises(Refused, match=Refusal.PORT):
            get(outside)
    assert inside.connections == 0


def test_it_keeps_cookies_from_other_hosts() -> None:
    with Server(sends(answer(b"other"))) as other:
        onward = f"http://cats.example:{other.port}/"
        first = answer(status="302 Found", location="/two", set_cookie="age=ok; Path=/; HttpOnly")
        paths = {"one": first, "two": answer(status="302 Found", location=onward)}
        with Server(by_path(**paths)) as server:
            page = http.fetch(
                f"http://bridge.example:{server.port}/one", policy=policy(server.port, other.port), resolver=loopback
            )
    assert page.body == b"other"
    assert b"cookie: age=ok" in server.requests[1].lower()
    assert b"cookie" not in other.requests[0].lower()


def test_it_refuses_headers_that_could_carry_something() -> None:
    for headers in ({"Authorization": "x"}, {"Cookie": "x"}, {"Accept": "a\r\nX: y"}):
        with pytest.raises(Refused, match=Refusal.HEADER):
            http.fetch("http://bridge.example/", policy=Policy(), headers=headers)


def test_it_ignores_proxies_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with Server(sends(answer())) as server:
        assert get(server).body == b"a bridge"


def test_it_reads_only_wanted_kinds_but_any_refusal_of_the_site() -> None:
    paths = {"cat": answer(b"\x89PNG", content_type="image/png"), "page": answer(content_type="Text/HTML; charset=x")}
    limits = FetchLimits(content_types=("text/html",))
    with Server(by_path(**paths)) as server:
        assert get(server, "page", limits=limits).status == 200
        assert get(server, "gone", limits=limits).status == 404
        with pytest.raises(Refused, match=Refusal.CONTENT_TYPE):
            get(server, "cat", limits=limits)


def test_it_says_when_a_host_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(sends(answer())) as server:
        port = server.port
    with pytest.raises(Unreachable, match=Trouble.CONNECTION) as caught:
        http.fetch(f"http://bridge.example:{port}/", policy=policy(port), resolver=loopback)
    assert not caught.value.permanent

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unreachable, match=Trouble.NO_SUCH_NAME) as caught:
        http.fetch("http://bridge.example/", policy=Policy())
    assert caught.value.permanent


def test_it_tries_the_next_checked_address() -> None:
    with Server(sends(answer())) as server:
        page = get(server, resolver=lambda host, port: ("127.0.0.9", "127.0.0.1"))
    assert page.ip == "127.0.0.1"


@pytest.mark.parametrize("h2_too", [False, True])
def test_it_checks_the_certificate_against_the_name_and_keeps_its_facts(tmp_path: Path, h2_too: bool) -> None:
    theirs, ours = certificate(tmp_path, h2_too=h2_too)
    with Server(sends(answer()), tls=theirs) as server:
        options = {"policy": policy(server.port), "resolver": loopback, "trust": ours}
        page = http.fetch(f"https://bridge.example:{server.port}/", **options)  # type: ignore[arg-type]
        with pytest.raises(Unreachable, match=Trouble.CERTIFICATE) as caught:
            http.fetch(f"https://cats.example:{server.port}/", **options)  # type: ignore[arg-type]
        with pytest.raises(Unreachable, match=Trouble.CERTIFICATE):
            http.fetch(f"https://bridge.example:{server.port}/", policy=options["policy"], resolver=loopback)  # type: ignore[arg-type]
    assert caught.value.permanent
    assert page.http_version == ("HTTP/2" if h2_too else "HTTP/1.1")
    assert page.tls is not None and page.tls.verified
    assert (page.tls.subject, page.tls.issuer) == ("CN=bridge.example", "CN=bridge.example")
    assert page.tls.not_before < page.started_at < page.tls.not_after
    assert len(page.tls.chain_sha256) == 1 and page.tls.protocol.startswith("TLS")
    if h2_too:
        assert (page.body, server.requests) == (b"a bridge over h2", [f"bridge.example:{server.port}".encode()])


def test_it_refuses_to_go_out_inside_a_transaction(database: SimpleNamespace) -> None:
    database.in_atomic_block = True
    with pytest.raises(http.InsideTransaction):
        http.fetch("http://bridge.example/", policy=Policy(), resolver=loopback)


def test_it_only_reads() -> None:
    with pytest.raises(ValueError, match="GET or HEAD"):
        http.fetch("http://bridge.example/", policy=Policy(), method="POST")
