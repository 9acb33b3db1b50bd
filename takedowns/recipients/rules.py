"""What a recipient does with a notice, and what we therefore leave out; which of several contacts is asked."""

import ipaddress
import re
from collections.abc import Collection, Sequence
from enum import StrEnum

RISKY = frozenset({"forwards", "publishes", "retaliates", "hostile"})
DANGEROUS = frozenset({"retaliates", "hostile"})
# Where the Digital Services Act holds: the European Union.
UNION = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip


class Sender(StrEnum):
    """Under whose name a recipient is written to."""

    BY_RISK = "by_risk"
    AGENCY = "agency"
    RELAY = "relay"


class LeftOut(StrEnum):
    """What a notice to a leaking recipient does without."""

    LOGO = "logo"
    OWN_LANGUAGES = "own_languages"  # one that neither the host nor the world speaks tells where the person lives


def left_out(risk: str, *, lumen: bool, forwards: bool, relayed: bool = False) -> frozenset[LeftOut]:
    """What is left out for a recipient of this risk grade, or where a relay hides the agency (HARMS 14, 26)."""
    leaks = lumen or forwards or relayed or risk in RISKY
    return frozenset(LeftOut) if leaks else frozenset()


def through_relay(sender: str, risk: str) -> bool:
    """Whether a notice reaches this recipient through a relay only, because the agency's name would do harm (HARMS 26)."""
    return sender == Sender.RELAY or (sender == Sender.BY_RISK and risk in DANGEROUS)


def has_priority(flagger: bool, countries: Collection[str]) -> bool:
    """Whether a relay that is a trusted flagger has priority with a recipient under the law of these countries.

    Article 22 of Regulation (EU) 2022/2065: the status is given in one member state and holds in all.
    """
    return flagger and bool(UNION & set(countries))


def ways(channels: Sequence[str], *, email: str, form: str, dead: bool) -> list[str]:
    """The ways that lead to a recipient now, in the order of its channels: "email" (alive) and "form".

    What has no address or no page is left out; what has one and stands nowhere in the order comes last. Reports for programs
    (xarf) travel by mail. Other channels have no adapter and are skipped.
    """
    there = {"email": bool(email) and not dead, "form": bool(form)}
    ordered = ["email" if one == "xarf" else one for one in channels if isinstance(one, str)]
    return [one for one in dict.fromkeys([*ordered, "email", "form"]) if there.get(one)]


ENHANCED = re.compile(r"\b5\.(\d{1,3})\.\d{1,3}\b")
GONE = frozenset({"1", "2"})  # RFC 3463: something is wrong with the address, or with the mailbox


def nobody_there(code: int, text: str) -> bool:
    """Whether a mail server's refusal of a recipient says that the address is dead, and not that it does not like the sender.

    `code`: of the SMTP reply (RFC 5321), `text`: the reply. The enhanced code decides where there is one: 5.7.x is policy.
    """
    told = ENHANCED.search(text)
    return told.group(1) in GONE if told else code in {550, 551, 553}


def in_networks(ip: str, networks: Sequence[str]) -> bool:
    """Whether the address lies in one of the networks (CIDR); what cannot be read holds nothing."""
    try:
        address = ipaddress.ip_address(ip)
        return any(address in ipaddress.ip_network(network, strict=False) for network in networks)
    except (ValueError, TypeError):
        return False


def cdn_by_headers(headers: Collection[tuple[str, str]]) -> str:
    """The network that stands in front of a host, told by the headers of its answer; empty when none is known."""
    named = {name.lower(): value.lower() for name, value in headers}
    server = named.get("server", "")
    if "cf-ray" in named or server == "cloudflare":
        return "cloudflare"
    if named.get("x-served-by", "").startswith("cache-") and "x-timer" in named:
        return "fastly"
    if "akamaighost" in server or "x-akamai-transformed" in named:
        return "akamai"
    if "x-amz-cf-id" in named:
        return "cloudfront"
    return ""
