"""Which hosts are refused, with their names, and that public ones pass."""

import ipaddress

import pytest

from agencies.doors import address, guard, url
from agencies.doors.address import Refusal
from agencies.doors.guard import Policy
from agencies.doors.url import BadUrl

PUBLIC = Policy()
REFUSED = {
    "0.0.0.0": Refusal.UNSPECIFIED,
    "0.1.2.3": Refusal.UNSPECIFIED,
    "127.0.0.1": Refusal.LOOPBACK,
    "127.255.0.9": Refusal.LOOPBACK,
    "10.0.0.1": Refusal.PRIVATE,
    "172.31.255.255": Refusal.PRIVATE,
    "192.168.1.1": Refusal.PRIVATE,
    "100.64.0.1": Refusal.SHARED,
    "100.100.100.200": Refusal.METADATA,
    "169.254.169.254": Refusal.METADATA,
    "169.254.1.1": Refusal.LINK_LOCAL,
    "224.0.0.1": Refusal.MULTICAST,
    "192.0.2.7": Refusal.DOCUMENTATION,
    "203.0.113.7": Refusal.DOCUMENTATION,
    "192.0.0.8": Refusal.RESERVED,
    "198.19.0.1": Refusal.RESERVED,
    "240.0.0.1": Refusal.RESERVED,
    "255.255.255.255": Refusal.RESERVED,
    "192.88.99.1": Refusal.EMBEDDED_IPV4,
    "::": Refusal.UNSPECIFIED,
    "::1": Refusal.LOOPBACK,
    "fe80::1": Refusal.LINK_LOCAL,
    "fec0::1": Refusal.PRIVATE,
    "fd12::1": Refusal.PRIVATE,
    "fd00:ec2::254": Refusal.METADATA,
    "ff0e::1": Refusal.MULTICAST,
    "2001:db8::1": Refusal.DOCUMENTATION,
    "3fff::1": Refusal.DOCUMENTATION,
    "::ffff:8.8.8.8": Refusal.EMBEDDED_IPV4,
    "::ffff:127.0.0.1": Refusal.EMBEDDED_IPV4,
    "::7f00:1": Refusal.EMBEDDED_IPV4,
    "64:ff9b::7f00:1": Refusal.EMBEDDED_IPV4,
    "64:ff9b:1::7f00:1": Refusal.EMBEDDED_IPV4,
    "2002:7f00:1::": Refusal.EMBEDDED_IPV4,
    "2001:0:4136:e378:8000:63bf:80ff:fffe": Refusal.EMBEDDED_IPV4,
    "2a00:1450::5efe:7f00:1": Refusal.EMBEDDED_IPV4,
    "2001:20::1": Refusal.RESERVED,
    "100::1": Refusal.RESERVED,
    "4000::1": Refusal.RESERVED,
}


@pytest.mark.parametrize(("ip", "refusal"), REFUSED.items())
def test_it_names_why_an_address_is_not_public(ip: str, refusal: Refusal) -> None:
    assert address.special(ipaddress.ip_address(ip)) == refusal
    assert guard.verdict(url.parse("https://bridge.example/"), [ip], PUBLIC) == refusal


@pytest.mark.parametrize(
    "ip", ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2a00:1450:4001::1", "2606:4700::1111"]
)
def test_it_lets_public_addresses_pass(ip: str) -> None:
    assert guard.verdict(url.parse("https://bridge.example/"), [ip], PUBLIC) is None


def test_it_wants_all_addresses_public() -> None:
    target = url.parse("https://bridge.example/")
    assert guard.verdict(target, ["8.8.8.8", "10.0.0.1"], PUBLIC) == Refusal.PRIVATE
    assert guard.verdict(target, [], PUBLIC) == Refusal.NO_ADDRESS
    assert guard.verdict(target, ["eight"], PUBLIC) == Refusal.ODD_ADDRESS


@pytest.mark.parametrize(
    ("host", "refusal"),
    [
        ("localhost", Refusal.LOCAL_NAME),
        ("LOCALHOST.", Refusal.LOCAL_NAME),
        ("a.localhost", Refusal.LOCAL_NAME),
        ("printer.local", Refusal.LOCAL_NAME),
        ("db.internal", Refusal.LOCAL_NAME),
        ("intranet", Refusal.LOCAL_NAME),
        ("ｌocalhost", Refusal.LOCAL_NAME),
        ("metadata.google.internal", Refusal.METADATA),
        ("METADATA.google.internal.", Refusal.METADATA),
    ],
)
def test_it_refuses_local_names_before_any_look_up(host: str, refusal: Refusal) -> None:
    target = url.parse(f"http://{host}/")
    assert guard.before_lookup(target, PUBLIC) == refusal
    assert guard.verdict(target, ["8.8.8.8"], PUBLIC) == refusal


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "127.0.0.1.1", "１２７.1", "1.2.3.08", "[fe80::1%25eth0]", "[::1", "[127.0.0.1]"])  # fmt: skip
def test_it_refuses_odd_spellings_of_addresses(host: str) -> None:
    with pytest.raises(BadUrl) as caught:
        url.parse(f"http://{host}/")
    assert caught.value.refusal in {Refusal.ODD_ADDRESS, Refusal.BAD_URL}


def test_it_reads_full_width_digits_and_dots_as_the_address_they_mean() -> None:
    assert url.parse("http://１２７。０．０｡１/").host == "127.0.0.1"
    assert url.parse("http://127.0.0.1./").host == "127.0.0.1"
    assert url.parse("http://[0:0::1]/").host == "::1"


def test_it_allows_only_web_ports() -> None:
    assert guard.before_lookup(url.parse("http://bridge.example:22/"), PUBLIC) == Refusal.PORT
    assert guard.before_lookup(url.parse("http://bridge.example:8443/"), PUBLIC) is None


def test_it_opens_extra_ports_only_on_extra_networks() -> None:
    policy = Policy(extra_networks=(ipaddress.ip_network("127.0.0.0/8"),), extra_ports=frozenset({5001}))
    target = url.parse("http://bridge.example:5001/")
    assert guard.verdict(target, ["127.0.0.1"], policy) is None
    assert guard.verdict(target, ["8.8.8.8"], policy) == Refusal.PORT
    assert guard.verdict(target, ["127.0.0.1", "8.8.8.8"], policy) == Refusal.PORT
    assert guard.verdict(target, ["10.0.0.1"], policy) == Refusal.PRIVATE
    assert guard.verdict(url.parse("http://cats.localhost/"), ["127.0.0.2"], policy) is None
    assert guard.verdict(url.parse("http://cats.localhost/"), ["8.8.8.8"], policy) == Refusal.LOCAL_NAME
    assert guard.verdict(url.parse("http://metadata.google.internal/"), ["127.0.0.1"], policy) == Refusal.METADATA
