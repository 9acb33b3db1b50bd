"""Facts of a host: what name servers and the connection gave, the server's clock, and what is missing."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509

from agencies.doors.adapters.http import fetch
from agencies.doors.exchange import Fetched
from agencies.doors.zone import NameAnswer
from takedowns.evidence import hostfacts, record
from takedowns.evidence.hostfacts import HostFacts, Network
from tests.doors.servers import Server, answer, certificate, policy, sends

AT = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
NAMES = (
    NameAnswer("bridges.example", "A", ("192.0.2.1",), 300, "9.9.9.9"),
    NameAnswer("bridges.example", "CNAME", trouble="no_record"),
)


def fetched(date: str, *, seconds: float = 1.0) -> Fetched:
    return Fetched(
        "https://bridges.example/", (), 200, (("Date", date),), b"", "192.0.2.1", "HTTP/1.1", None, AT, seconds, False
    )


@pytest.mark.parametrize(
    ("date", "difference"),
    [
        ("Sun, 22 Nov 2026 12:00:00 GMT", 0),
        ("Sun, 22 Nov 2026 12:01:00 GMT", 60_000),
        ("Sun, 22 Nov 2026 11:59:00 -0000", -60_000),
        ("", None),
        ("yesterday", None),
        ("Sun, 99 Nov 2026 12:00:00 GMT", None),
    ],
)
def test_it_compares_the_servers_clock_with_ours(date: str, difference: int | None) -> None:
    found = hostfacts.clock(fetched(date))
    assert found["difference_milliseconds"] == difference
    assert found["accuracy_milliseconds"] == (None if difference is None else 1000)


def test_it_names_what_is_missing() -> None:
    bare = HostFacts("192.0.2.1", "192.0.2.1")
    assert hostfacts.missing(bare, fetched("")) == ["dns", "reverse", "network", "tls_chain", "server_time"]
    said = hostfacts.values(bare, fetched(""))
    assert hostfacts.network(said) == "" and hostfacts.lines(said) == []
    assert hostfacts.network({}) == "" and hostfacts.lines({"dns": "?", "clock": [], "reverse": 3}) == []


def test_it_writes_down_what_was_found() -> None:
    holder = Network("AS64500", "Bridge Hosting", "DE", "https://rdap.example/", AT, "ab" * 32)
    found = HostFacts(
        "bridges.example", "192.0.2.1", NAMES, replace(NAMES[0], kind="PTR", values=("b.example.",)), holder
    )
    facts = hostfacts.values(found, fetched("Sun, 22 Nov 2026 12:00:00 GMT"))
    assert facts["dns"][0]["values"] == ["192.0.2.1"] and facts["dns"][1]["trouble"] == "no_record"
    assert facts["network"]["asn"] == "AS64500" and facts["not_recorded"] == ["tls_chain"]
    assert hostfacts.network(facts) == "AS64500, Bridge Hosting"
    shown = [
        value.en if isinstance(value, hostfacts.Both) else value
        for _, value in hostfacts.lines(hostfacts.values(found, fetched("Sun, 22 Nov 2026 12:01:00 GMT")))
    ]
    assert shown == [
        "bridges.example A 192.0.2.1",
        "b.example.",
        "Sun, 22 Nov 2026 12:01:00 GMT; +60.0 s from ours, give or take 1.0 s",
    ]
    mute = HostFacts("b.example", "192.0.2.1", (NameAnswer("b.example", "A", trouble="no_server"),))
    assert hostfacts.lines(hostfacts.values(mute, fetched(""))) == [(hostfacts.DNS, hostfacts.TROUBLES["no_server"])]


def test_it_keeps_the_certificates_as_they_were_sent(tmp_path: Path) -> None:
    theirs, ours = certificate(tmp_path, "bridges.example")
    with Server(sends(answer()), tls=theirs) as server:
        seen = fetch(
            f"https://bridges.example:{server.port}/", policy=policy(server.port), trust=ours,
            resolver=lambda *_: ("127.0.0.1",),
        )  # fmt: skip
    assert seen.tls is not None
    (leaf,) = x509.load_pem_x509_certificates(hostfacts.pem(seen.tls.chain))
    facts = hostfacts.values(HostFacts("bridges.example", seen.ip), seen)["tls_chain"]
    assert facts[0]["subject"] == leaf.subject.rfc4514_string() and facts[0]["serial"] == f"{leaf.serial_number:x}"
    assert facts[0]["sha256"] == seen.tls.chain_sha256[0] == record.response(seen)["tls"]["chain_sha256"][0]
    broken = replace(seen.tls, chain=(b"no certificate",), chain_sha256=("ab" * 32,))
    assert hostfacts.certificates(broken) == [{"sha256": "ab" * 32}]
