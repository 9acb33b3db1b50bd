"""Abuse contacts out of registration data: RDAP answers (RFC 9083, jCard RFC 7095), bootstrap files (RFC 9224), WHOIS
answers (RFC 3912) and security.txt (RFC 9116). Values in, contacts out; whatever is broken in them gives no contact.
"""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ADDRESS = re.compile(
    r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}(?:[A-Za-z]{2,24}|xn--[A-Za-z0-9-]{2,59})", re.ASCII
)
DEEP = 6  # entities inside entities
# Addresses that registries print where a holder left none: writing there reaches nobody who can act.
REGISTRIES = ("iana.org", "arin.net", "ripe.net", "apnic.net", "lacnic.net", "afrinic.net", "icann.org")
PLACEHOLDERS = ("no-email", "noreply", "no-reply", "unread", "nobody", "not-specified", "none", "redacted", "invalid")
NO_DOMAIN = (".example", ".invalid", ".test", "example.com", "example.net", "example.org")


@dataclass(frozen=True, slots=True)
class Contact:
    """An address that answers for abuse, and whose it is."""

    address: str
    name: str = ""


def usable(text: str) -> str:
    """The address in lower case, or an empty string for a malformed one or a registry's placeholder."""
    address = text.strip().removeprefix("mailto:").removeprefix("MAILTO:").strip().lower()
    if not ADDRESS.fullmatch(address):
        return ""
    local, _, domain = address.partition("@")
    registry = any(domain == name or domain.endswith(f".{name}") for name in REGISTRIES)
    return "" if registry or local in PLACEHOLDERS or domain.endswith(NO_DOMAIN) else address


# Labels under which registries of countries sell names; the list of all public suffixes is far longer, and a wrong guess
# only means one question that nobody can answer.
SECOND = frozenset(
    {"ac", "co", "com", "edu", "gen", "go", "gob", "gov", "gv", "ne", "net", "nom", "or", "org", "pe", "re"}
)


def registered(host: str) -> str:
    """The name that was registered: two labels, three below labels such as co.kr; empty for an address or a lone label."""
    labels = host.lower().strip(".").split(".")
    if len(labels) < 2 or is_address(host):
        return ""
    below = len(labels[-1]) == 2 and labels[-2] in SECOND
    wanted = 3 if below else 2
    return ".".join(labels[-wanted:]) if len(labels) >= wanted else ""


def is_address(host: str) -> bool:
    """Whether it is an IP address and no name; with or without brackets."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def country(answer: Mapping[str, Any]) -> str:
    """Country of a network in its RDAP answer, two letters, or an empty string."""
    told = answer.get("country")
    return told.upper() if isinstance(told, str) and re.fullmatch(r"[A-Za-z]{2}", told) else ""


def whois_country(text: str) -> str:
    """The same in a WHOIS answer."""
    told = re.search(r"(?im)^[ \t]*country:[ \t]*([a-z]{2})[ \t]*\r?$", text)
    return told.group(1).upper() if told else ""


def contacts(answer: Mapping[str, Any]) -> list[Contact]:
    """The abuse contacts of an RDAP answer, outer entities first, each address once."""
    found = {contact.address: contact for contact in reversed(list(_of(answer, 0)))}
    return list(reversed(found.values()))


def _of(thing: Any, depth: int) -> Iterator[Contact]:
    if not isinstance(thing, Mapping) or depth > DEEP or not isinstance(thing.get("entities"), list):
        return
    entities = [one for one in thing["entities"] if isinstance(one, Mapping)]
    for entity in entities:
        roles = entity.get("roles")
        if isinstance(roles, list) and "abuse" in roles:
            yield from _card(entity.get("vcardArray"))
    for entity in entities:
        yield from _of(entity, depth + 1)


def _card(card: Any) -> Iterator[Contact]:
    """The e-mail addresses of a jCard: ["vcard", [[name, parameters, type, value, ...], ...]]."""
    if not isinstance(card, list) or len(card) < 2 or not isinstance(card[1], list):
        return
    rows = [row for row in card[1] if isinstance(row, list) and len(row) >= 4 and isinstance(row[3], str)]
    name = next((row[3] for row in rows if row[0] == "fn"), "")
    for row in rows:
        if row[0] == "email" and (address := usable(row[3])):
            yield Contact(address, name[:150])


def base_for_ip(bootstrap: Mapping[str, Any], ip: str) -> str:
    """The RDAP service of the longest network of a bootstrap file that holds the address, or an empty string."""
    address, best, base = ipaddress.ip_address(ip), -1, ""
    for names, urls in _services(bootstrap):
        for name in names:
            try:
                network = ipaddress.ip_network(name, strict=False)
            except ValueError:
                continue
            if network.version == address.version and address in network and network.prefixlen > best:
                best, base = network.prefixlen, urls
    return base


def base_for_domain(bootstrap: Mapping[str, Any], host: str) -> tuple[str, str]:
    """The RDAP service of the host's top-level domain, and the registered name to ask for; empty strings if none.

    The longest entry counts, and the name asked for is at least one label more than the entry.
    """
    labels, name = host.lower().rstrip(".").split("."), registered(host)
    known = {name.lower(): urls for names, urls in _services(bootstrap) for name in names}
    for start in range(1, len(labels)) if name else ():
        if base := known.get(".".join(labels[start:])):
            return base, max(name, ".".join(labels[start - 1 :]), key=len)
    return "", ""


def _services(bootstrap: Mapping[str, Any]) -> Iterator[tuple[list[str], str]]:
    services = bootstrap.get("services")
    for row in services if isinstance(services, list) else []:
        if isinstance(row, list) and len(row) == 2 and all(isinstance(part, list) for part in row):
            urls = sorted((url for url in row[1] if isinstance(url, str)), key=lambda url: not url.startswith("https:"))
            if urls:
                yield [name for name in row[0] if isinstance(name, str)], urls[0].rstrip("/")


WHOIS = re.compile(
    r"(?im)^[ \t]*(?:%[ \t]*abuse contact for [^\n]{0,100}? is|abuse-mailbox:|abuse contact:|orgabuseemail:|registrar abuse contact email:|"
    r"e-mail \(abuse\):|abuse-email:)[ \t]*'?([^\s'<>@]{1,64}@[^\s'<>@]{1,253})"
)
REFERRAL = re.compile(
    r"(?im)^[ \t]*(?:refer|whois|registrar whois server|referralserver):[ \t]*(?:r?whois://)?([a-z0-9.-]{1,253})"
)


def whois_contacts(text: str) -> list[Contact]:
    """The abuse contacts in a WHOIS answer, in their order, each once."""
    found = [usable(match.group(1)) for match in WHOIS.finditer(text)]
    return [Contact(address) for address in dict.fromkeys(found) if address]


def whois_referral(text: str) -> str:
    """The server that knows more, or an empty string."""
    found = REFERRAL.search(text)
    return found.group(1).lower().rstrip(".") if found else ""


def security_contacts(text: str) -> list[Contact]:
    """Mail addresses of a security.txt. It is for holes in software: the last thing to try, marked as such."""
    lines = (line.partition(":") for line in text.splitlines())
    values = [value.strip() for key, _colon, value in lines if key.strip().lower() == "contact"]
    found = [usable(value) for value in values if value.lower().startswith("mailto:") or "://" not in value]
    return [Contact(address) for address in dict.fromkeys(found) if address]
