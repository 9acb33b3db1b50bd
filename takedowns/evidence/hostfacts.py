"""What the connection and the name servers gave of a host, as plain values for JSON and lines for the report.

Who holds the network (AS number, holder) is asked of a registry by RDAP; without that answer the facts say that it is
missing, and nothing is guessed from the address.
"""

import base64
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from cryptography import x509

from agencies.doors.exchange import Fetched, TlsInfo
from agencies.doors.zone import NameAnswer
from takedowns.evidence.report import Both

HALF_SECOND = 500  # a Date header has whole seconds: its middle is off by so many milliseconds at the most
TROUBLES = {
    "no_such_name": Both("no such name", "해당 이름 없음"),
    "no_record": Both("no record", "레코드 없음"),
    "no_server": Both("no name server answered", "네임 서버 응답 없음"),
}
DNS, REVERSE = Both("Name servers say", "DNS 조회 결과"), Both("Name of the IP address", "IP 주소의 역방향 이름")
CHAIN, CLOCK = Both("Certificate chain, SHA-256", "인증서 체인 SHA-256"), Both("Clock of the server", "서버 시각")
AHEAD = Both(
    "%(server)s; %(seconds)s s from ours, give or take %(accuracy)s s",
    "%(server)s; 당 시스템과의 차이 %(seconds)s초(±%(accuracy)s초)",
)


@dataclass(frozen=True, slots=True)
class Network:
    """Who holds the network of an address, as a registry says; `sha256` is over the registry's answer."""

    asn: str
    holder: str
    country: str
    source: str
    asked_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class HostFacts:
    """All of one host. `names` is empty where the address names no host; `network` is None where no registry was asked."""

    host: str
    ip: str
    names: tuple[NameAnswer, ...] = ()
    reverse: NameAnswer | None = None
    network: Network | None = None


def certificates(tls: TlsInfo) -> list[dict[str, Any]]:
    """Each certificate of the chain as it was sent, leaf first; of one that cannot be read only the digest."""
    return [_certificate(der, digest) for der, digest in zip(tls.chain, tls.chain_sha256, strict=False)]


def _certificate(der: bytes, digest: str) -> dict[str, Any]:
    try:
        read = x509.load_der_x509_certificate(der)
        return {
            "sha256": digest,
            "subject": read.subject.rfc4514_string(),
            "issuer": read.issuer.rfc4514_string(),
            "serial": f"{read.serial_number:x}",
            "not_before": read.not_valid_before_utc.isoformat(),
            "not_after": read.not_valid_after_utc.isoformat(),
        }
    except ValueError:
        return {"sha256": digest}


def pem(chain: Iterable[bytes]) -> bytes:
    """Certificates in the form that openssl reads."""
    parts = ("\n".join(textwrap.wrap(base64.b64encode(der).decode(), 64)) for der in chain)
    return "".join(f"-----BEGIN CERTIFICATE-----\n{part}\n-----END CERTIFICATE-----\n" for part in parts).encode()


def clock(answer: Fetched) -> dict[str, Any]:
    """The server's clock against ours, in whole milliseconds; a positive difference means that the server is ahead.

    The server writes its time somewhere between question and answer, so the accuracy is half of that and half a second.
    """
    said = answer.header("date")
    ended = answer.started_at + timedelta(seconds=answer.elapsed)
    facts: dict[str, Any] = {
        "server_said": said,
        "asked_at": answer.started_at.isoformat(),
        "answered_at": ended.isoformat(),
        "difference_milliseconds": None,
        "accuracy_milliseconds": None,
    }
    try:
        server = parsedate_to_datetime(said)
    except (TypeError, ValueError, OverflowError):
        return facts
    if server.tzinfo is None:
        server = server.replace(tzinfo=UTC)
    middle = answer.started_at + timedelta(seconds=answer.elapsed / 2)
    off = server + timedelta(milliseconds=HALF_SECOND) - middle
    facts["difference_milliseconds"] = round(off.total_seconds() * 1000)
    facts["accuracy_milliseconds"] = round(answer.elapsed * 500) + HALF_SECOND
    return facts


def values(found: HostFacts, answer: Fetched) -> dict[str, Any]:
    """Everything for host.json."""
    network = found.network
    return {
        "host": found.host,
        "ip": found.ip,
        "dns": [_name(one) for one in found.names],
        "reverse": found.reverse and _name(found.reverse),
        "network": network
        and {
            "asn": network.asn, "holder": network.holder, "country": network.country, "source": network.source,
            "asked_at": network.asked_at.isoformat(), "answer_sha256": network.sha256,
        },
        "tls_chain": certificates(answer.tls) if answer.tls else [],
        "clock": clock(answer),
        "not_recorded": missing(found, answer),
    }  # fmt: skip


def missing(found: HostFacts, answer: Fetched) -> list[str]:
    """What a reader could expect and does not find, in a word each."""
    lacks = {
        "dns": not any(one.values for one in found.names),
        "reverse": not (found.reverse and found.reverse.values),
        "network": found.network is None,
        "tls_chain": answer.tls is None,
        "server_time": clock(answer)["difference_milliseconds"] is None,
    }
    return [name for name, lacking in lacks.items() if lacking]


def _name(one: NameAnswer) -> dict[str, Any]:
    return {
        "name": one.name, "kind": one.kind, "values": list(one.values), "ttl": one.ttl, "name_server": one.server,
        "trouble": one.trouble,
    }  # fmt: skip


def lines(host: Mapping[str, Any]) -> list[tuple[Both, str | Both]]:
    """Lines of a report's section on the server, beside those of the connection; `host`: what host.json says, maybe nothing."""
    names = [one for one in host.get("dns") or () if isinstance(one, dict)]
    rows: list[tuple[Both, str | Both]] = [
        (DNS, f"{one.get('name')} {one.get('kind')} {_joined(one)}") for one in names if one.get("values")
    ]
    if names and not rows:
        rows.append((DNS, _trouble(names[0])))
    if isinstance(reverse := host.get("reverse"), dict):
        rows.append((REVERSE, _joined(reverse) or _trouble(reverse)))
    chain = [one for one in host.get("tls_chain") or () if isinstance(one, dict)]
    rows += [(CHAIN, str(one.get("sha256", ""))) for one in chain[1:]]
    time = host.get("clock")
    if isinstance(time, dict) and isinstance(time.get("difference_milliseconds"), int):
        facts = {
            "server": time.get("server_said", ""),
            "seconds": f"{time['difference_milliseconds'] / 1000:+.1f}",
            "accuracy": f"{int(time.get('accuracy_milliseconds') or 0) / 1000:.1f}",
        }
        rows.append((CLOCK, Both(AHEAD.en % facts, AHEAD.ko % facts)))
    return rows


def _joined(name: Mapping[str, Any]) -> str:
    return ", ".join(str(value) for value in name.get("values") or ())


def _trouble(name: Mapping[str, Any]) -> Both:
    return TROUBLES.get(str(name.get("trouble")), Both(str(name.get("trouble")), ""))


def network(host: Mapping[str, Any]) -> str:
    """AS number and holder for a report, empty without a registry's answer; `host`: what host.json says."""
    held = host.get("network")
    return ", ".join(str(held[name]) for name in ("asn", "holder") if held.get(name)) if isinstance(held, dict) else ""
