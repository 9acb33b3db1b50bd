"""Questions to name servers, at one of our own: what it says is written down, and what must not be asked is not."""

import socketserver
import threading
from collections.abc import Iterator

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from agencies.doors import url
from agencies.doors.adapters import names
from agencies.doors.guard import Policy

ZONE = {
    ("www.bridges.example.", "A"): ("192.0.2.7", "192.0.2.8"),
    ("www.bridges.example.", "AAAA"): ("2001:db8::7",),
    ("bridges.example.", "NS"): ("ns1.host.example.",),
    ("bridges.example.", "MX"): ("10 mail.bridges.example.",),
    ("8.8.8.8.in-addr.arpa.", "PTR"): ("dns.bridges.example.",),
}
SOA = "ns1.host.example. desk.host.example. 1 7200 900 1209600 86400"
asked: list[tuple[str, str]] = []


class Zone(socketserver.BaseRequestHandler):
    """Answers from ZONE; nothing at all about names that begin with "mute"."""

    def handle(self) -> None:
        data, sock = self.request
        question = dns.message.from_wire(data)
        (one,) = question.question
        name, kind = one.name.to_text(), one.rdtype.name
        asked.append((name, kind))
        if name.startswith("mute"):
            return
        reply = dns.message.make_response(question)
        reply.flags |= dns.flags.RA
        if (name, kind) in ZONE:
            reply.answer.append(dns.rrset.from_text(name, 300, "IN", kind, *ZONE[name, kind]))
        elif any(name == known for known, _ in ZONE):
            reply.authority.append(dns.rrset.from_text("bridges.example.", 60, "IN", "SOA", SOA))
        else:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        sock.sendto(reply.to_wire(), self.client_address)


@pytest.fixture
def resolver() -> Iterator[dns.resolver.Resolver]:
    asked.clear()
    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), Zone) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        own = dns.resolver.Resolver(configure=False)
        own.nameservers, own.port = ["127.0.0.1"], server.server_address[1]
        yield own
        server.shutdown()


def test_it_writes_down_what_name_servers_say(resolver: dns.resolver.Resolver) -> None:
    found = names.records(url.parse("https://www.bridges.example/post"), policy=Policy(), resolver=resolver)
    said = {(one.name, one.kind): (one.values, one.trouble) for one in found}
    assert said == {
        ("www.bridges.example", "A"): (("192.0.2.7", "192.0.2.8"), ""),
        ("www.bridges.example", "AAAA"): (("2001:db8::7",), ""),
        ("www.bridges.example", "CNAME"): ((), "no_record"),
        ("bridges.example", "NS"): (("ns1.host.example.",), ""),
        ("bridges.example", "MX"): (("10 mail.bridges.example.",), ""),
    }
    assert {one.ttl for one in found if one.values} == {300}
    assert {one.server for one in found if one.values} == {"127.0.0.1"}
    back = names.reverse("8.8.8.8", resolver=resolver)
    assert back is not None and back.values == ("dns.bridges.example.",)


def test_it_says_why_there_is_no_answer(resolver: dns.resolver.Resolver) -> None:
    gone = names.records(url.parse("https://gone.example/"), policy=Policy(), resolver=resolver)
    assert {one.trouble for one in gone} == {"no_such_name"}
    asked.clear()
    mute = names.records(url.parse("https://mute.example/"), policy=Policy(), resolver=resolver, seconds=0.3)
    assert {one.trouble for one in mute} == {"no_server"}
    assert {kind for _, kind in asked} == {"A"}, "after the first silence nothing more is asked"


def test_it_asks_nothing_about_what_is_not_public(resolver: dns.resolver.Resolver) -> None:
    for address in ("http://10.0.0.1/", "http://[::1]/", "http://printer/", "http://desk.internal/"):
        assert names.records(url.parse(address), policy=Policy(), resolver=resolver) == ()
    for ip in ("127.0.0.1", "10.0.0.1", "::1", "192.0.2.7"):
        assert names.reverse(ip, resolver=resolver) is None
    assert asked == []
