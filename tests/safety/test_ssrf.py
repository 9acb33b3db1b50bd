"""Requests that strangers would have us make: through the HTTP door, its redirects, and the browser's proxy. 0 through."""

import base64
import socket
from collections.abc import Callable

import pytest

from agencies.doors.adapters import http
from agencies.doors.adapters.http import FetchLimits, Refused, Unreachable
from agencies.doors.adapters.proxy import Proxy
from tests.doors.servers import Server, answer, sends
from tests.safety import tricks
from tests.safety.conftest import SITE, Canary, only_site

SHORT = FetchLimits(deadline=3.0, max_redirects=3)
Say = Callable[[str], None]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Prints a line even while output is captured: how many cases there were."""

    def write(line: str) -> None:
        with capsys.disabled():
            print(f"\n  {line}", end="")

    return write


def outcome(client: http.Client, url: str) -> str:
    """refused, unreachable, or the body's first word."""
    try:
        return client.fetch(url).body[:7].decode("latin-1")
    except Refused:
        return "refused"
    except Unreachable:
        return "unreachable"


def test_it_goes_to_no_address_that_is_not_public(canary: Canary, connected: list[str], say: Say) -> None:
    policy = only_site(canary.port)
    cases = tricks.absolute(canary.port, 1)
    with http.Client(policy=policy, limits=SHORT, resolver=tricks.resolver()) as client:
        found = {url: outcome(client, url) for url in cases}
    assert {url: word for url, word in found.items() if word != "refused"} == {}
    assert (canary.hits, connected) == ([], [])
    say(f"SSRF, asked directly: {len(found)} addresses, 0 through")


def test_it_follows_no_redirect_there(canary: Canary, connected: list[str], say: Say) -> None:
    """In the Location header and, which must lead nowhere at all, in Refresh and in the page's own refresh."""
    cases: list[str] = []

    def site(link: socket.socket, head: bytes) -> None:
        path = head.split(b" ")[1].decode().lstrip("/")
        if not path.isdigit():
            return link.sendall(answer(b"at home"))
        where = cases[int(path)].encode("utf-8").replace(b"\n", b"").replace(b"\r", b"")
        meta = b'<meta http-equiv="refresh" content="0;url=' + where + b'">'
        lines = (
            b"HTTP/1.1 302 Found\r\nlocation: "
            + where
            + b"\r\nrefresh: 0;url="
            + where
            + b'\r\nalt-svc: h2="127.0.0.1:%d"' % canary.port
        )
        link.sendall(lines + b"\r\ncontent-length: %d\r\n\r\n" % len(meta) + meta)

    with Server(site, host=SITE) as server:
        cases += tricks.references(canary.port, server.port)
        policy = only_site(server.port, canary.port)
        with http.Client(policy=policy, limits=SHORT, resolver=tricks.resolver()) as client:
            found = {n: outcome(client, f"http://site.example:{server.port}/{n}") for n in range(len(cases))}
    strange = {cases[n]: word for n, word in found.items() if word not in {"refused", "unreachable", "at home"}}
    assert strange == {}
    assert canary.hits == [] and set(connected) == {SITE}
    say(f"SSRF, redirects: {len(found)} addresses, 0 through")


def test_it_pins_a_name_while_it_turns(canary: Canary, connected: list[str]) -> None:
    """A second look-up would give the loopback: within a client there is none, and a later client refuses."""
    resolve = tricks.resolver()
    bounce = answer(status="302 Found", location="/again")
    with Server(sends(bounce), host=SITE) as server:
        policy = only_site(server.port)
        with http.Client(policy=policy, limits=SHORT, resolver=resolve) as client:
            assert outcome(client, f"http://rebind.example:{server.port}/") == "refused"  # too many redirects
        assert len(server.requests) == 4
        with http.Client(policy=policy, limits=SHORT, resolver=resolve) as client:
            assert outcome(client, f"http://rebind.example:{server.port}/") == "refused"
    assert canary.hits == [] and set(connected) == {SITE}


def test_it_takes_no_notice_of_alternative_services_and_keeps_cookies_at_home(canary: Canary) -> None:
    away = f'h2="127.0.0.1:{canary.port}"; ma=99, h3=":{canary.port}"'
    home = answer(
        b"at home",
        alt_svc=away,
        set_cookie="a=1; Domain=example; Path=/",
        link=f"<http://127.0.0.1:{canary.port}/>; rel=preload",
    )
    with (
        Server(sends(home), host=SITE) as server,
        http.Client(policy=only_site(server.port), limits=SHORT, resolver=tricks.resolver()) as client,
    ):
        for host in ("site.example", "site.example", "b.site.example"):
            assert outcome(client, f"http://{host}:{server.port}/") == "at home"
    cookies = [b"cookie: a=1" in head.lower() for head in server.requests]
    assert cookies == [False, True, False] and canary.hits == []


def through(proxy: Proxy, request: bytes, token: str | None = None) -> bytes:
    """The proxy's first answer to raw bytes."""
    word = base64.b64encode(f"portal:{proxy.token if token is None else token}".encode())
    with socket.socket() as link:
        link.settimeout(5)
        link.connect(("127.0.0.1", proxy.port))
        link.sendall(request.replace(b"\r\n\r\n", b"\r\nProxy-Authorization: Basic " + word + b"\r\n\r\n", 1))
        try:
            return link.recv(200)
        except OSError:
            return b""


def test_it_lets_the_proxy_reach_the_site_alone(canary: Canary, connected: list[str], say: Say) -> None:
    """Each address as a tunnel and as a plain request, with bytes that a browser would never send."""
    with Server(sends(answer(b"at home")), host=SITE) as server, Proxy(resolver=tricks.resolver()) as proxy:
        proxy.begin(only_site(server.port, canary.port), max_bytes=10_000_000, seconds=60)
        hello = f"GET http://site.example:{server.port}/ HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        assert through(proxy, hello).startswith(b"HTTP/1.1 200") and b"host: site.example" in server.requests[0].lower()
        assert b"proxy" not in server.requests[0].lower()
        assert through(proxy, hello, "guess").startswith(b"HTTP/1.1 407")
        assert b" 200 " in through(proxy, f"CONNECT site.example:{server.port} HTTP/1.1\r\n\r\n".encode())
        got = {}
        for url in tricks.references(canary.port, server.port):
            authority = url.partition("//")[2].partition("/")[0]
            for request in (
                f"GET {url} HTTP/1.1\r\nHost: site.example\r\n\r\n",
                f"CONNECT {authority} HTTP/1.1\r\n\r\n",
            ):
                got[request] = through(proxy, request.encode("utf-8"))
        ways = {request: said for request, said in got.items() if b" 200" in said and b"at home" not in said}
        assert {request for request in ways if f":{server.port} " not in request} == set()
        proxy.end()
        assert through(proxy, hello) == b""
    assert canary.hits == [] and set(connected) == {SITE}
    say(f"SSRF, the browser's proxy: {len(got)} requests, 0 through")


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"DELETE http://site.example/ HTTP/1.1\r\n\r\n",
        b"GET http://site.example/ HTTP/2\r\n\r\n",
        b"GET http://site.example/ x HTTP/1.1\r\n\r\n",
        b"CONNECT site.example HTTP/1.1\r\n\r\n",
        b"CONNECT http://site.example:443/ HTTP/1.1\r\n\r\n",
        b"GET http://site.example/ HTTP/1.1\r\n folded: x\r\n\r\n",
        b"GET http://site.example/ HTTP/1.1\r\nno colon\r\n\r\n",
        b"POST http://site.example/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST http://site.example/ HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"POST http://site.example/ HTTP/1.1\r\nContent-Length: 900000\r\n\r\n",
        b"GET http://site.example/ HTTP/1.1\r\n" + b"a: b\r\n" * 200 + b"\r\n",
    ],
)
def test_it_takes_no_odd_request_for_the_proxy(request_: bytes, connected: list[str]) -> None:
    with Proxy(resolver=tricks.resolver()) as proxy:
        proxy.begin(only_site(80), max_bytes=1_000_000, seconds=10)
        assert through(proxy, request_).startswith(b"HTTP/1.1 400")
    assert connected == []
