"""Host names and addresses: one spelling for each, and which of them lie outside the public internet."""

import ipaddress
import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Refusal(StrEnum):
    """Why the portal does not go there. The values are stored and shown; never rename one."""

    BAD_URL = "bad_url"
    SCHEME = "scheme"
    USERINFO = "userinfo"
    BAD_HOST = "bad_host"
    ODD_ADDRESS = "odd_address"
    PORT = "port"
    LOCAL_NAME = "local_name"
    METADATA = "metadata"
    NO_ADDRESS = "no_address"
    UNSPECIFIED = "unspecified"
    LOOPBACK = "loopback"
    LINK_LOCAL = "link_local"
    PRIVATE = "private"
    SHARED = "shared"
    MULTICAST = "multicast"
    DOCUMENTATION = "documentation"
    EMBEDDED_IPV4 = "embedded_ipv4"
    RESERVED = "reserved"
    REDIRECTS = "redirects"
    CONTENT_TYPE = "content_type"
    HEADER = "header"
    NO_BROWSER = "no_browser"


class BadHost(ValueError):
    """The host part of a URL is not one that we look up; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def _networks(*names: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(name) for name in names)


# IANA special-purpose registries (RFC 6890 and later entries), read from the most to the least telling name.
SPECIAL: tuple[tuple[Refusal, tuple[Network, ...]], ...] = (
    (Refusal.METADATA, _networks("169.254.169.254/32", "169.254.170.2/32", "100.100.100.200/32", "fd00:ec2::254/128")),
    (Refusal.UNSPECIFIED, _networks("0.0.0.0/8", "::/128")),
    (Refusal.LOOPBACK, _networks("127.0.0.0/8", "::1/128")),
    (Refusal.LINK_LOCAL, _networks("169.254.0.0/16", "fe80::/10")),
    (Refusal.PRIVATE, _networks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10")),
    (Refusal.SHARED, _networks("100.64.0.0/10")),
    (Refusal.MULTICAST, _networks("224.0.0.0/4", "ff00::/8")),
    (
        Refusal.DOCUMENTATION,
        _networks("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"),
    ),
    (
        # mapped, translated (SIIT), compatible, NAT64 well-known and local-use, Teredo, 6to4
        Refusal.EMBEDDED_IPV4,
        _networks(
            "::ffff:0:0/96",
            "::ffff:0:0:0/96",
            "::/96",
            "64:ff9b::/96",
            "64:ff9b:1::/48",
            "2001::/32",
            "2002::/16",
            "192.88.99.0/24",
        ),
    ),
    (Refusal.RESERVED, _networks("192.0.0.0/24", "198.18.0.0/15", "240.0.0.0/4", "2001::/23")),
)
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
ISATAP = (0x00005EFE, 0x02005EFE)  # RFC 5214: these 32 bits before an embedded IPv4 address

LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)")
DOTS = re.compile("[.\u3002\uff0e\uff61]")
JOINERS = "\u200c\u200d"
IGNORED = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff\u034f" + "".join(map(chr, range(0xFE00, 0xFE10)))))
MAX_HOST = 253


def literal(host: str) -> Address | None:
    """The address that a normalised host spells out, or None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def special(address: Address) -> Refusal | None:
    """Why this address is not a public host, or None. Every form that carries an IPv4 address inside IPv6 is refused."""
    for refusal, networks in SPECIAL:
        if any(address in network for network in networks):
            return refusal
    if isinstance(address, ipaddress.IPv6Address):
        if address not in GLOBAL_UNICAST:
            return Refusal.RESERVED
        if (int(address) >> 32) & 0xFFFFFFFF in ISATAP:
            return Refusal.EMBEDDED_IPV4
    return None if address.is_global else Refusal.RESERVED


def _label(label: str) -> str:
    """One label in ASCII: the mapping step of UTS 46 (non-transitional) as NFKC and lower case, then RFC 3492."""
    folded = "".join(each.lower() for each in unicodedata.normalize("NFKC", label.translate(IGNORED)))
    mapped = unicodedata.normalize("NFKC", folded)
    if not mapped.isascii():
        for character in mapped:
            plain = character.isascii() and not LABEL.fullmatch(character) and character != "-"
            hidden = unicodedata.category(character)[0] in "CZ" and character not in JOINERS
            if plain or hidden:
                raise BadHost(Refusal.BAD_HOST)
        mapped = "xn--" + mapped.encode("punycode").decode("ascii")
    if not LABEL.fullmatch(mapped):
        raise BadHost(Refusal.BAD_HOST)
    return mapped


@lru_cache(maxsize=4096)  # a page names few hosts, many times
def normalise(host: str) -> str:
    """The one spelling of a host: lower case, punycode, no trailing dot, IPv6 compressed and without brackets.

    Raises BadHost: not a host, an address in decimal, octal, hexadecimal or short form (such spellings only serve
    to slip past filters), an IPv6 zone.
    """
    if host.startswith("[") or ":" in host:
        address = None if "%" in host else literal(host.removeprefix("[").removesuffix("]"))
        if not isinstance(address, ipaddress.IPv6Address):
            raise BadHost(Refusal.ODD_ADDRESS)
        return address.compressed
    labels = DOTS.split(host)
    if labels[-1] == "":
        labels.pop()
    if not labels:
        raise BadHost(Refusal.BAD_HOST)
    # NFKC may bring new dots out of one character, so the labels are split a second time.
    name = ".".join(_label(part) for label in labels for part in unicodedata.normalize("NFKC", label).split("."))
    if NUMBER.fullmatch(name.rpartition(".")[2]):  # a URL parser reads such a host as an IPv4 address
        address = literal(name)
        if address is None:
            raise BadHost(Refusal.ODD_ADDRESS)
        return address.compressed
    if len(name) > MAX_HOST:
        raise BadHost(Refusal.BAD_HOST)
    return name
